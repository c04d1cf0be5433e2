"""The desks and pages that a member of staff sees beside his work: only those he may open."""

from flask_babel import gettext as _

from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import can

Entry = tuple[str, str, str]


def staff_navigation(actor: Actor) -> list[tuple[str, list[Entry]]]:
    """(title, entries) with (word, address, icon) of the pages this actor may open; no empty groups."""
    groups = [(_("Desks"), _desks()), (_("Administration"), _administration())]
    seen = [
        (title, [entry for permission, *entry in entries if can(actor, permission)])
        for title, entries in groups
    ]
    return [(title, [(word, at, icon) for word, at, icon in rows]) for title, rows in seen if rows]


def _desks() -> list[tuple[Permission, str, str, str]]:
    return [
        (Permission.DESK_QUESTIONS, _("Questions by deadline"), "/desk/questions", "timer"),
        (Permission.IDEA_TRIAGE, _("Ideas to decide"), "/desk/ideas", "lightbulb"),
        (Permission.RELEASE_MANAGE, _("Releases"), "/desk/releases", "rocket"),
        (Permission.INCIDENT_WRITE, _("Status"), "/desk/status", "activity"),
        (Permission.CLAIM_DECIDE, _("Claims"), "/desk/claims", "receipt"),
        (Permission.ARTICLE_WRITE, _("Articles"), "/desk/articles", "book-open"),
        (Permission.TAGS_MANAGE, _("Tags"), "/desk/tags", "tag"),
        (Permission.MODERATE, _("Flags"), "/desk/flags", "flag"),
        (Permission.MODERATE, _("Vote rings"), "/desk/rings", "users"),
    ]


def _administration() -> list[tuple[Permission, str, str, str]]:
    return [
        (Permission.HELP_STRUCTURE, _("Help sections"), "/desk/help", "folder"),
        (Permission.MENU_EDIT, _("Service menu"), "/admin/menu", "handshake"),
        (Permission.TAXONOMY_MANAGE, _("Boards"), "/admin/boards", "map"),
        (Permission.TAXONOMY_MANAGE, _("Product areas"), "/admin/areas", "package"),
        (Permission.MEMBERS_MANAGE, _("Members"), "/admin/members", "users"),
        (Permission.ORGANISATIONS_MANAGE, _("Organisations"), "/admin/organisations", "building-2"),
        (Permission.ORGANISATIONS_MANAGE, _("Segments"), "/admin/segments", "filter"),
        (Permission.BADGES_MANAGE, _("Badges"), "/admin/badges", "award"),
        (Permission.SETTINGS_CHANGE, _("Settings"), "/admin/settings", "settings"),
        (Permission.WEBHOOKS_MANAGE, _("Webhooks"), "/admin/webhooks", "send"),
        (Permission.OPERATIONS, _("Mail"), "/admin/mail", "mail"),
        (Permission.OPERATIONS, _("Operations"), "/admin/operations", "activity"),
    ]

"""What reputation makes of a member: his level, and the privileges that it opens. Pure figures of the settings."""

from enum import StrEnum

from flask_babel import LazyString, lazy_ngettext
from flask_babel import lazy_gettext as _l

from community.settings_catalogue import SiteSettings


class Privilege(StrEnum):
    """What a member may do from some reputation on; all may vote, ask, answer and flag."""

    SUGGEST = "suggest"  # edits to others' posts
    LINK = "link"  # post more than two links
    RETAG = "retag"
    INVITE = "invite"  # somebody who knows
    CLOSE = "close"
    EDIT = "edit"


def bound_of(privilege: Privilege, settings: SiteSettings) -> int:
    """The points that open it."""
    bound: int = getattr(settings, f"needed_to_{privilege}")
    return bound


def opened(reputation: int, settings: SiteSettings) -> frozenset[Privilege]:
    """The privileges that this reputation opens."""
    return frozenset(one for one in Privilege if max(0, reputation) >= bound_of(one, settings))


def level_bounds(settings: SiteSettings) -> tuple[int, ...]:
    """Where the levels after the first begin."""
    return (
        settings.level_member,
        settings.level_contributor,
        settings.level_expert,
        settings.level_champion,
    )


def level_of(reputation: int, settings: SiteSettings) -> int:
    """0 Newcomer, 1 Member, 2 Contributor, 3 Expert, 4 Champion."""
    return sum(1 for bound in level_bounds(settings) if reputation >= bound)


def next_bound(reputation: int, settings: SiteSettings) -> int | None:
    """Where the next level begins; None on the last."""
    return next((bound for bound in level_bounds(settings) if bound > reputation), None)


DEEDS: dict[Privilege, LazyString] = {
    Privilege.SUGGEST: _l("Suggesting edits to what others wrote"),
    Privilege.LINK: _l("Posting more than two links"),
    Privilege.RETAG: _l("Changing tags"),
    Privilege.INVITE: _l("Inviting somebody to answer"),
    Privilege.CLOSE: _l("Closing questions and marking duplicates"),
    Privilege.EDIT: _l("Editing what others wrote"),
}


def opens_at(deed: LazyString, bound: int) -> LazyString:
    """At how many points a deed opens, for everybody."""
    return lazy_ngettext(
        "%(deed)s opens at %(num)s point.",
        "%(deed)s opens at %(num)s points.",
        bound,
        deed=deed,
    )


def how_far(deed: LazyString, bound: int, points: int) -> LazyString:
    """At how many points a deed opens, and how many this person has."""
    return lazy_ngettext(
        "%(deed)s opens at %(num)s point; you have %(points)s.",
        "%(deed)s opens at %(num)s points; you have %(points)s.",
        bound,
        deed=deed,
        points=points,
    )

"""Every route of the portal with an address that exists, and what each is answered with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from community.accounts.models import Entitlement, OrganisationDomain
from community.articles.models import HelpCategory
from community.content.models import Tag
from community.content.models_tags import TagMerge
from community.content.models_unsent import UnsentText
from community.content.models_views import SavedView
from community.core.db import db
from community.glossary.models import GlossaryTerm
from community.ideas.models import Board, IdeaStatus, StatusChange
from community.ideas.models_life import InternalNote, ScheduledChange, StatusTemplate
from community.ideas.models_releases import Release
from community.ideas.models_triage import BulkChange, IdeaExport
from community.ideas.taking_back import take_back_url
from community.notifications.models_mail import AddressFault
from community.policies.access import permission_of
from community.policies.permission import Permission
from community.recognition.models import Award
from community.recognition.models_rings import RingCase
from community.service_levels.models import Promise
from community.uptime.models import Component, ImpactSpan
from community.webhooks.models import WebhookEndpoint, WebhookMessage
from tests.proofs.scene import Scene

READS = ("GET", "HEAD", "OPTIONS")
# What takes things away comes last, so that everything else is asked while the things are there.
LAST = ("delete", "archive", "hide", "remove", "discard", "close", "suspend", "end", "sign_out")

IN_CIRCLES = (
    *(f"circles.{name}" for name in ("show", "ask")),
    *(f"live_hours.{name}" for name in ("past", "plan", "show", "change", "cancel", "end", "file")),
    *(f"hour_questions.{name}" for name in ("renew", "ask", "vote", "withdraw_vote", "answer")),
    *(f"hour_questions.{name}" for name in ("take_back", "take_out")),
)


MENU_KEYS = {
    **dict.fromkeys(
        (f"menu_plans.{name} key" for name in ("edit", "about", "uptime", "remove")), "premium"
    ),
    "menu_parts.edit_severity key": "L2",
    "menu_parts.remove_severity key": "L2",
    "menu_parts.edit_hours key": "office",
    "menu_parts.remove_hours key": "office",
    "menu_days.edit key": "office",
}
# What the scene calls as addresses do.
OF_SCENE = (
    *("suggestion_id", "task_id", "edit_id", "hour_id", "asked_id"),
    *("credential_id", "incident_id", "claim_id"),
)
MONTHS = ("status.show_month key", "credits.show_month key", "credits.claim key")


@dataclass(frozen=True)
class Call:
    """A route, how it is asked, and where it stands."""

    endpoint: str
    method: str
    path: str
    permission: Permission | None

    @property
    def is_read(self) -> bool:
        """Whether it must not change anything."""
        return self.method in READS


def values_of(scene: Scene) -> dict[str, Any]:
    """A value for each name in an address, by its route where it means different things."""
    return {
        "question_id": scene.question.id,
        "answer_id": scene.answer.id,
        "idea_id": scene.idea.id,
        "article_id": scene.article.id,
        "comment_id": scene.comment.id,
        "subject_id": scene.idea.id,
        "organisation_id": scene.organisation.id,
        "member_id": scene.people["other"].id,
        "section_id": scene.section.id,
        "handle": scene.people["member"].handle,
        "notification_id": 1,
        "session_id": 1,
        "number": 1,
        "board": "product",
        "locale": "en",
        "lang": "en",
        "section": "deliveries",
        "slug": "print-a-delivery-note",
        "questions.show slug": scene.question.slug,
        "ideas.show slug": scene.idea.slug,
        "changelog.show slug": "8-4-peony",
        "chain.remove other_id": scene.question.id,
        "key": "spark",
        **MENU_KEYS,
        "name": "app.css",
        "sitemap.show name": "pages",
        **{name: getattr(scene, name) for name in OF_SCENE},
        **dict.fromkeys(MONTHS, scene.month_key),
        "token": "none",
        **dict.fromkeys(("idea_votes.noted token", "idea_votes.take_back token"), _noted(scene)),
        "version": "1",
        **_firsts(),
        **_topics(scene),
    }


def _noted(scene: Scene) -> str:
    """The link of a customer's letter about the idea, without its address."""
    return take_back_url(scene.people["other"].id, scene.idea.id).rpartition("/")[2]


def _firsts() -> dict[str, Any]:
    """The first row of tables that the scene does not name."""
    keys = {
        "category_id": HelpCategory.id,
        "domain_id": OrganisationDomain.id,
        "entitlement_id": Entitlement.id,
        "promise_id": Promise.id,
        "award_id": Award.id,
        "term_id": GlossaryTerm.id,
        "case_id": RingCase.id,
        "unsent_id": UnsentText.id,
        "board_id": Board.id,
        "status_id": IdeaStatus.id,
        "release_id": Release.id,
        "template_id": StatusTemplate.id,
        "scheduled_id": ScheduledChange.id,
        "change_id": StatusChange.id,
        "note_id": InternalNote.id,
        "view_id": SavedView.id,
        "bulk_id": BulkChange.id,
        "export_id": IdeaExport.id,
        "fault_id": AddressFault.id,
        "endpoint_id": WebhookEndpoint.id,
        "message_id": WebhookMessage.id,
        "component_id": Component.id,
        "time_id": ImpactSpan.id,
    }
    return {name: db.session.scalars(select(key)).first() for name, key in keys.items()}


def _topics(scene: Scene) -> dict[str, Any]:
    tag = db.session.scalars(select(Tag)).one()
    of_tag, of_area = ("topics.tag key", "question_feeds.of_tag key"), "question_feeds.of_area key"
    in_circles = (f"{route} key" for route in IN_CIRCLES)
    return {
        "kind": "tag",
        "tag_id": tag.id,
        "topic_id": tag.id,
        "merge_id": db.session.scalars(select(TagMerge.id)).one(),
        **dict.fromkeys(of_tag, tag.key),
        **dict.fromkeys(("topics.area key", "admin.area key", of_area), scene.area.key),
        **dict.fromkeys(in_circles, scene.area.key),
    }


def calls(app: Flask, scene: Scene) -> list[Call]:
    """Each route in each of its methods; what takes things away at the end."""
    values = values_of(scene)
    found = [call for rule in app.url_map.iter_rules() for call in calls_of(app, rule, values)]
    return sorted(found, key=lambda call: (not call.is_read, takes_away(call), call.endpoint))


def calls_of(app: Flask, rule: Rule, values: dict[str, Any]) -> Iterator[Call]:
    """One route in each of its methods."""
    own = {name: values.get(f"{rule.endpoint} {name}", values.get(name)) for name in rule.arguments}
    built = None if None in own.values() else rule.build(own, append_unknown=False)
    if built is None:
        raise LookupError(f"the scene holds no address for {rule.rule} of {own}")
    path = built[1]
    permission = permission_of(app.view_functions[rule.endpoint])
    for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
        yield Call(rule.endpoint, method, path, permission)


def takes_away(call: Call) -> bool:
    """Whether this ends the life of something."""
    name = call.endpoint.partition(".")[2]
    return any(part in name for part in LAST)

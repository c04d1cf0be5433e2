"""What the team does with the search report."""

from community.core.clock import now
from community.core.db import upsert
from community.core.errors import Invalid
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure
from community.search.masking import phrase_of
from community.search.models import SearchTakeUp
from community.search.report import Work


def take_up(actor: Actor, phrase: str, locale: str, work: Work) -> None:
    """Say that something is being made of what people search for, so that nobody makes it twice.

    Who may read the report may do so; the work itself asks for its own permission.
    """
    ensure(actor, Permission.SEARCH_REPORT)
    kept = phrase_of(phrase)
    if not kept:
        raise Invalid("a phrase is needed", field="phrase")
    values = {"work": str(work), "member_id": actor.member_id, "at": now()}
    upsert(SearchTakeUp, {"phrase": kept, "locale": locale}, **values)

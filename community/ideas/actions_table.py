"""A table that a product manager filled in, made into orders for many ideas, each checked as the change will be."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from community.core.errors import Invalid, NotFound
from community.ideas.actions_bulk import check_order
from community.ideas.actions_scores import check_estimate
from community.ideas.bulk_terms import Order
from community.ideas.figures import Estimate
from community.ideas.models import DeclineReason
from community.ideas.queries_bulk import MarkedIdea, list_marked
from community.ideas.queries_team import list_product_managers
from community.ideas.reading_tables import NOBODY, Fault, ReadTable, number, whole
from community.policies.actor import Actor


@dataclass(frozen=True)
class Words:
    """What people read where the file says nothing of its own, and in which language all is."""

    text: str
    lang: str


# What an address that was pasted on an idea leads to, as an order says it; Invalid where not all its readers may go.
FindWay = Callable[[str, MarkedIdea], Order]


def orders_of(
    actor: Actor, table: ReadTable, words: Words, find_way: FindWay
) -> tuple[dict[int, Order], list[Fault]]:
    """Idea → its order, for the sound rows of ideas that the actor sees; and the faults of the others, by line."""
    seen = {one.id: one for one in list_marked(actor, table.rows)}
    managers = {one.handle.casefold(): one.id for one in list_product_managers()}
    orders: dict[int, Order] = {}
    faults = list(table.faults)
    for idea_id, said in table.rows.items():
        try:
            if idea_id not in seen:
                raise Invalid(_l("There is no such idea."))
            order = _order(said, managers, words, present=seen[idea_id])
            if "status" in order and said.get("alternative"):
                order = {**order, **find_way(said["alternative"], seen[idea_id])}
            if order:
                orders[idea_id] = order
        except Invalid as invalid:
            faults.append(Fault(table.lines[idea_id], invalid.message))
    return orders, sorted(faults, key=lambda one: one.line)


def _order(
    said: Mapping[str, str], managers: Mapping[str, int], words: Words, *, present: MarkedIdea
) -> Order:
    order: dict[str, object] = dict(_scores(said))
    who = said.get("assignee", "").removeprefix("@").casefold()
    if who and who != (present.assignee_handle or "").casefold():
        if who != NOBODY and who not in managers:
            raise Invalid(_l("“%(said)s” is no product manager.", said=who[:40]))
        order["assignee"] = managers.get(who)
    status = said.get("status", "").casefold()
    if status and status != present.status_key:
        text = said.get("text") or words.text
        reason = said.get("reason", "").casefold() or None
        if reason is not None and reason not in list(DeclineReason):
            raise Invalid(_l("“%(said)s” is no reason.", said=reason[:40]))
        order |= {"status": status, "text": text, "lang": words.lang, "reason": reason}
    try:
        check_order(order)
    except NotFound as unknown:
        raise Invalid(_l("“%(said)s” is no status.", said=status[:40])) from unknown
    return order


def _scores(said: Mapping[str, str]) -> dict[str, float | int]:
    found: dict[str, float | int] = {
        name: read(said[name], name)
        for name, read in (
            ("reach", whole),
            ("impact", number),
            ("confidence", whole),
            ("effort", number),
        )
        if name in said
    }
    check_estimate(Estimate(**found))  # type: ignore[arg-type]  # whole() gives what Estimate wants whole
    return found

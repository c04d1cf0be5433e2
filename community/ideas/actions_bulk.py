"""Many ideas changed by one order, row by row, and taken back."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from community.content.models import Subject
from community.content.prose import Prose
from community.content.queries import ensure_visible
from community.core.audit import audit
from community.core.clock import now
from community.core.db import db, get_locked, insert_new, lock
from community.core.errors import Conflict, Invalid
from community.core.tasks import enqueue_job
from community.ideas.actions_notes import assign
from community.ideas.actions_placing import move_to_board, set_area
from community.ideas.actions_schedule import cancel_scheduled, plan_again, schedule_status
from community.ideas.actions_scores import estimate_of, set_score
from community.ideas.actions_statuses import Grounds, change_status
from community.ideas.bulk_terms import (
    MOST_ROWS,
    PARTS,
    SCORES,
    Order,
    due_of,
    names_something,
    taken_back,
)
from community.ideas.figures import Estimate
from community.ideas.models import DeclineReason, Idea, IdeaStatus
from community.ideas.models_life import ScheduledChange
from community.ideas.models_triage import BulkChange, BulkRow, BulkState, RowState
from community.ideas.queries import get_status
from community.ideas.queries_schedule import find_waiting
from community.ideas.queries_story import find_standing
from community.ideas.text_variables import VARIABLES, ensure_known
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure

JOB = "make_bulk_changes"


def start_bulk(actor: Actor, order: Order, rows: Mapping[int, Order | None]) -> BulkChange:
    """Order a change of these ideas; a row's own order stands in place of the one for all. The worker makes many."""
    ensure(actor, Permission.IDEA_TRIAGE)
    if not rows:
        raise Invalid(_l("Please mark at least one idea."))
    if len(rows) > MOST_ROWS:
        raise Invalid(_l("At most %(most)s ideas at a time.", most=MOST_ROWS))
    for one in [order, *(own for own in rows.values() if own is not None)]:
        check_order(one)
    if not names_something(order) and not any(rows.values()):
        raise Invalid(_l("Please choose what is to be changed."))
    return _begin(actor, order, rows)


def check_order(order: Order) -> None:
    """Nothing, or Invalid on what this order cannot say of any idea."""
    due_at = due_of(order)
    if due_at is not None and due_at <= now():
        raise Invalid(_l("Please choose a time that is still to come."), field="due_at")
    if "status" not in order:
        if due_at is not None:
            raise Invalid(_l("Please choose the status that is to wait."), field="status")
        return
    status = get_status(order["status"])
    if not status.can_be_given:
        raise Invalid(_l("This status is given no more."), field="status")
    if not str(order.get("text", "")).strip():
        raise Invalid(_l("Please write what the supporters of this idea should know."), "text")
    if status.meaning.value == "declined" and not order.get("reason"):
        raise Invalid(_l("Please choose why the idea is declined."), field="reason")
    ensure_known(order["text"], field="text", known=frozenset(VARIABLES) - {"release"})


def undo_bulk(actor: Actor, bulk: BulkChange, *, text: str, lang: str) -> BulkChange:
    """Give each idea back what this order took; where its status returns, everybody reads this text above
    what was said with that status then, or that alone.

    Conflict while it is not finished, and when it was taken back before.
    """
    lock(bulk)
    ensure(actor, Permission.IDEA_TRIAGE)
    taken = select(BulkChange.id).where(BulkChange.undoes_id == bulk.id)
    if bulk.state is not BulkState.DONE or db.session.scalars(taken).first() is not None:
        raise Conflict(_l("This was taken back already, or is still going on."))
    done = select(BulkRow).where(BulkRow.bulk_id == bulk.id, BulkRow.state == RowState.DONE)
    words = {"text": text, "lang": lang}
    rows = {row.idea_id: _back(row, words) for row in db.session.scalars(done.order_by(BulkRow.id))}
    if not rows:
        raise Conflict(_l("Nothing was changed, so there is nothing to take back."))
    if not text.strip() and any("status" in one and not one.get("said") for one in rows.values()):
        raise Invalid(_l("Please write what the supporters of this idea should know."), "text")
    ensure_known(text, field="text", known=frozenset(VARIABLES) - {"release"})
    return _begin(actor, words, rows, undoes_id=bulk.id)


def _back(row: BulkRow, words: Order) -> Order:
    """The order that gives one idea back what it had, with what was said of it then."""
    before, after = row.before or {}, row.after or {}
    back = taken_back(before, after)
    order = {**back, **words, "expected": {part: after[part] for part in back}}
    if "status" not in back:
        return order
    standing = before.get("standing") or {}
    own = standing if not str(words["text"]).strip() else {**standing, "lang": words["lang"]}
    return {**order, **own}


def _begin(
    actor: Actor, order: Order, rows: Mapping[int, Order | None], undoes_id: int | None = None
) -> BulkChange:
    bulk = BulkChange(author_id=actor.member_id, wanted=dict(order), undoes_id=undoes_id)
    bulk.total, bulk.created_at, bulk.state = len(rows), now(), BulkState.RUNNING
    db.session.add(bulk)
    db.session.flush()  # its rows name its key
    known = set(db.session.scalars(select(Idea.id).where(Idea.id.in_(rows))))
    lines = [_line(bulk.id, key, own) for key, own in sorted(rows.items()) if key in known]
    insert_new(BulkRow, lines)
    bulk.total = len(lines)
    parts = [part for part in PARTS if part in order]
    audit(actor.member_id, "ideas.changed", ("bulk", bulk.id), ideas=len(lines), parts=parts)
    enqueue_job(JOB)
    return bulk


def _line(bulk_id: int, idea_id: int, own: Order | None) -> dict[str, Any]:
    wanted = None if own is None else dict(own)
    return {
        "bulk_id": bulk_id,
        "idea_id": idea_id,
        "wanted": wanted,
        "state": RowState.WAITING,
        "why": "",
    }


def make_row(actor: Actor, row_id: int, prose: Prose | None) -> RowState:
    """Make one row of an order, whole or not at all, once; any refusal of an action is the caller's to keep."""
    row = get_locked(BulkRow, row_id)
    if row.state is not RowState.WAITING:
        return row.state
    bulk = db.session.get_one(BulkChange, row.bulk_id)
    idea = get_locked(Idea, row.idea_id)
    ensure(actor, Permission.IDEA_TRIAGE, idea)
    ensure_visible(actor, db.session.get_one(Subject, idea.id))
    order = bulk.wanted if row.wanted is None else row.wanted
    before, standing = parts_of(idea), _standing_of(idea)
    _ensure_as_left(order, before)
    _carry_out(actor, idea, order, prose)
    if "planned" in order:
        row.why = _plan_as_before(actor, idea, order["planned"])
    db.session.flush()  # what was done is read back
    after = parts_of(idea)
    row.before, row.after = {**before, "standing": standing}, after
    row.state = RowState.UNCHANGED if before == after else RowState.DONE
    return row.state


def _ensure_as_left(order: Order, present: Order) -> None:
    expected: Order = order.get("expected", {})
    if any(present[part] != value for part, value in expected.items()):
        raise Conflict(_l("Somebody has changed it since; it stays as it is."))


def _carry_out(actor: Actor, idea: Idea, order: Order, prose: Prose | None) -> None:
    if "board" in order:
        move_to_board(actor, idea, order["board"])
    if "area" in order:
        set_area(actor, idea, order["area"])
    if "assignee" in order:
        assign(actor, idea, order["assignee"])
    if any(part in order for part in SCORES):
        said = estimate_of(idea.id)
        values = {part: order.get(part, getattr(said, part)) for part in SCORES}
        if any(values[part] != getattr(said, part) for part in SCORES):
            set_score(actor, idea, Estimate(**values))
    if "status" in order and prose is not None:
        _decide(actor, idea, order, prose)


def _decide(actor: Actor, idea: Idea, order: Order, prose: Prose) -> None:
    """Give the status unless the idea has it, or plan it where the order names a time."""
    status = get_status(order["status"])
    if status.id == idea.status_id:
        return
    due_at, said = due_of(order), order["text"]
    words: dict[str, Any] = {
        "lang": order["lang"],
        "grounds": _grounds(order),
        "seen_id": order.get("seen"),
    }
    if due_at is None:
        change_status(actor, idea, status, prose, **words)
    else:
        schedule_status(actor, idea, status, said, due_at=due_at, **words)


def _plan_as_before(actor: Actor, idea: Idea, planned_id: int | None) -> str:
    """Let what was planned wait again, and that alone; why it does not, or nothing."""
    waiting = find_waiting(idea.id)
    if waiting is not None and waiting.id != planned_id:
        cancel_scheduled(actor, waiting)
    planned = None if planned_id is None else db.session.get(ScheduledChange, planned_id)
    if planned is None or plan_again(actor, planned):
        return ""
    return str(_l("What was planned for it is not planned again: its time has passed."))


def _grounds(order: Order) -> Grounds:
    """Why, and another way; a way to what was removed for good meanwhile is none."""
    reason = DeclineReason(order["reason"]) if order.get("reason") else None
    way_id, path = order.get("way_round_id"), order.get("way_round_path")
    if way_id is not None and db.session.get(Subject, way_id) is None:
        way_id = path = None
    return Grounds(
        reason=reason, way_round_id=way_id, way_round_path=path, is_restored="expected" in order
    )


def _standing_of(idea: Idea) -> dict[str, Any] | None:
    """What was said with the status that an idea has, to be said again should it return."""
    change = find_standing(idea)
    if change is None:
        return None
    return {
        "said": change.body,
        "lang": change.lang,
        "reason": change.reason,
        "way_round_id": change.way_round_id,
        "way_round_path": change.way_round_path,
    }


def parts_of(idea: Idea) -> dict[str, Any]:
    """What an order can change of an idea, as it is now."""
    status = db.session.get_one(IdeaStatus, idea.status_id)
    area = select(Subject.product_area_id).where(Subject.id == idea.id)
    said, waiting = estimate_of(idea.id), find_waiting(idea.id)
    return {
        "status": status.key,
        "planned": None if waiting is None else waiting.id,
        "assignee": idea.assignee_id,
        "area": db.session.scalars(area).one(),
        "board": idea.board_id,
    } | {part: getattr(said, part) for part in SCORES}


def refuse_row(row_id: int, why: str) -> None:
    """Say why a row that still waits could not be made."""
    waiting = update(BulkRow).where(BulkRow.id == row_id, BulkRow.state == RowState.WAITING)
    db.session.execute(waiting.values(state=RowState.REFUSED, why=why[:500]))


def finish_bulk(bulk_id: int) -> None:
    """An order with no row that waits is done."""
    bulk = get_locked(BulkChange, bulk_id)
    waiting = select(BulkRow.id).where(
        BulkRow.bulk_id == bulk_id, BulkRow.state == RowState.WAITING
    )
    if bulk.state is BulkState.RUNNING and db.session.scalars(waiting.limit(1)).first() is None:
        bulk.state, bulk.finished_at = BulkState.DONE, now()

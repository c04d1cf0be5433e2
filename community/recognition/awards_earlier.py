"""Awards that were earned by an earlier rule of their badge: they stay while that rule still calls for them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, select

from community.core.clock import now
from community.core.db import db
from community.recognition.models import Award, Badge, EarlierRule
from community.recognition.reckonings import list_reckonings

RULE = (
    "product_area_id",
    "metric",
    "threshold",
    "window_days",
    "is_repeatable",
    "valid_days",
    "counts_from",
)


def keep_rule(badge: Badge) -> None:
    """Write down the rule that is about to change, for the awards that it earned."""
    kept = {name: getattr(badge, name) for name in RULE}
    db.session.add(EarlierRule(badge_id=badge.id, counts_until=now(), **kept))


def forget_rules(badge: Badge) -> None:
    """From now on all awards are reckoned by the rule in force."""
    db.session.execute(delete(EarlierRule).where(EarlierRule.badge_id == badge.id))


def list_older(badges: Sequence[Badge], awards: Iterable[Award]) -> dict[int, bool]:
    """The awards of earlier rules, and whether they stay: their rule still calls for them, or nobody knows it any more.

    Nothing is asked where no award is older than its rule.
    """
    since = {one.id: one.counts_from for one in badges}
    older = [one for one in awards if _is_before(one.awarded_at, since[one.badge_id])]
    if not older:
        return {}
    found = _list_rules(older)
    rules = {one.id: _rule_of(one, found) for one in older}
    known = list({one.id: one for one in rules.values() if one is not None}.values())
    called_for = list_reckonings(known, {one.member_id for one in older})
    occasions = {key: {one.occasion for one in done.earned} for key, done in called_for.items()}
    return {
        one.id: rule is None or one.occasion in occasions.get((rule.id, one.member_id), ())
        for one in older
        for rule in [rules[one.id]]
    }


def _is_before(at: datetime, since: datetime | None) -> bool:
    return since is not None and at < since


def _list_rules(awards: Iterable[Award]) -> dict[int, list[EarlierRule]]:
    """badge → its earlier rules, the first that ended before the others."""
    ids = {one.badge_id for one in awards}
    statement = select(EarlierRule).where(EarlierRule.badge_id.in_(ids))
    found: dict[int, list[EarlierRule]] = {}
    for row in db.session.scalars(statement.order_by(EarlierRule.counts_until, EarlierRule.id)):
        found.setdefault(row.badge_id, []).append(row)
    return found


def _rule_of(award: Award, rules: dict[int, list[EarlierRule]]) -> EarlierRule | None:
    """The rule that was in force when it was earned; None for one of a time that kept no rules."""
    of_badge = rules.get(award.badge_id, [])
    return next((one for one in of_badge if one.counts_until > award.awarded_at), None)

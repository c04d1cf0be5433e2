"""What badges call for and count, reckoned from the rows as they are: under the rule in force, or one that was."""

from collections.abc import Collection, Iterable, Sequence

from community.core.clock import now
from community.recognition.awarding import Deed, Reckoning, reckon
from community.recognition.metrics import Deeds, list_deeds
from community.recognition.metrics_votes import Poll, list_reached
from community.recognition.models import Badge, EarlierRule

RuleRow = Badge | EarlierRule


def scope_of(rule: RuleRow, about: int | None) -> int | None:
    """The one post that a rule is settled for; None for all that its member did."""
    return about if rule.is_on_one_post and rule.is_repeatable else None


def list_reckonings(
    rules: Sequence[RuleRow], member_ids: Collection[int] | None, *, about: int | None = None
) -> dict[tuple[int, int], Reckoning]:
    """What is earned and counted, by badge (or earlier rule) and member, for those who did anything that counts.

    None stands for all members, where every rule is about one post.
    """
    deeds = list_deeds({one.metric for one in rules if not one.is_on_one_post}, member_ids or ())
    found = {}
    for rule, member_id, done in [*_counted(rules, deeds), *_reached(rules, member_ids, about)]:
        found[(rule.id, member_id)] = reckon(rule.reckoned_by, done, now())
    return found


Done = tuple[RuleRow, int, list[Deed]]


def _counted(rules: Iterable[RuleRow], deeds: Deeds) -> Iterable[Done]:
    for rule in rules:
        for (metric, member_id), done in deeds.items():
            if metric is rule.metric:
                yield rule, member_id, [one for one in done if _counts_for(rule, one)]


def _counts_for(rule: RuleRow, deed: Deed) -> bool:
    """Whether a deed is in the rule's area, and of its time."""
    if rule.product_area_id is not None and deed.area_id != rule.product_area_id:
        return False
    if rule.counts_until is not None and deed.at >= rule.counts_until:
        return False
    return rule.counts_from is None or deed.at >= rule.counts_from


def _reached(
    rules: Iterable[RuleRow], member_ids: Collection[int] | None, about: int | None
) -> Iterable[Done]:
    polls: dict[Poll, list[RuleRow]] = {}
    for rule in rules:
        if rule.is_on_one_post:
            polls.setdefault(poll_of(rule, scope_of(rule, about)), []).append(rule)
    for poll, asking in polls.items():
        reached = list_reached(poll, {one.threshold for one in asking}, member_ids)
        for rule in asking:
            for (number, member_id), done in reached.items():
                if number == rule.threshold:
                    yield rule, member_id, done


def poll_of(rule: RuleRow, subject_id: int | None = None) -> Poll:
    """The votes that a rule counts, on all posts or on one."""
    return Poll(rule.metric, rule.counts_from, rule.product_area_id, subject_id, rule.counts_until)

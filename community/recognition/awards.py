"""Who holds which badge: reckoned from the rows as they are, so that neither order nor repetition of events matters."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, select

from community.content.models import Subject, SubjectKind
from community.core.clock import now
from community.core.db import db, insert_once
from community.core.outbox import record
from community.core.versions import raise_version
from community.events import BadgeAwarded
from community.recognition.awarding import Deed, Earned, Reckoning, reckon
from community.recognition.awards_capabilities import settle_capabilities
from community.recognition.facts import facts_of_edits
from community.recognition.ledger import lock_members
from community.recognition.metrics import Deeds, Whose, list_deeds
from community.recognition.metrics_votes import Poll, list_reached
from community.recognition.models import Award, Badge, Metric

VERSION = "awards"
OF_KINDS: dict[SubjectKind, tuple[Metric, ...]] = {
    SubjectKind.ANSWER: (
        Metric.ACCEPTED_ANSWERS,
        Metric.RESCUES,
        Metric.HELPFUL_VOTES,
        Metric.TIMELY_REPLIES,
        Metric.ANSWERS_WITH_POINTS,
    ),
    SubjectKind.QUESTION: (Metric.SAME_QUESTION_VOTES,),
    SubjectKind.IDEA: (Metric.IDEA_VOTES, Metric.IDEAS_SHIPPED),
}


def award_for(subject_id: int, *, quietly: bool = False) -> int:
    """Award what a subject earns its author now; how many badges that were. `quietly` tells nobody (an import)."""
    statement = select(Subject.kind, Subject.author_id).where(Subject.id == subject_id)
    row = db.session.execute(statement).first()
    if row is None:
        return 0
    if row.kind is SubjectKind.ARTICLE:
        return award_editors(subject_id, quietly=quietly)
    if row.author_id is None or row.kind not in OF_KINDS:
        return 0
    return settle(OF_KINDS[row.kind], [row.author_id], about=subject_id, quietly=quietly)


def award_editors(article_id: int, *, quietly: bool = False) -> int:
    """Award those whose edits of an article were accepted; how many badges that were."""
    editors = {fact.member_id for fact in facts_of_edits(article_id)}
    return settle((Metric.EDITS_ACCEPTED,), editors, quietly=quietly)


def award_checker(member_id: int, _article_id: int, *, quietly: bool = False) -> int:
    """Award whoever verifies articles; how many badges that were."""
    return settle((Metric.ARTICLE_CHECKS,), [member_id], quietly=quietly)


def settle(
    metrics: Collection[Metric],
    member_ids: Collection[int],
    *,
    about: int | None = None,
    quietly: bool = False,
) -> int:
    """Bring the awards of these members to what they did; how many are new.

    `about` is the one post that may have won or lost votes.
    """
    if not member_ids:
        return 0
    statement = select(Badge).where(Badge.metric.in_(metrics), Badge.is_active).order_by(Badge.id)
    badges = db.session.scalars(statement).all()
    return settle_badges(badges, member_ids, about=about, quietly=quietly)


def settle_badges(
    badges: Sequence[Badge],
    member_ids: Collection[int],
    *,
    about: int | None = None,
    quietly: bool = False,
) -> int:
    """As `settle`, for these badges; four statements, and one for each kind of votes."""
    if not badges or not member_ids:
        return 0
    lock_members(member_ids)  # two workers reckon one after the other
    found = list_reckonings(badges, of_members(member_ids), about=about)
    standing = _list_awards(badges, member_ids)
    made = 0
    for badge in badges:
        scope = _scope(badge, about)
        for member_id in sorted(member_ids):
            rows = standing.get((badge.id, member_id), {})
            if scope is not None:
                rows = {key: row for key, row in rows.items() if key == scope}
            reckoning = found.get((badge.id, member_id), Reckoning())
            made += _match(badge, member_id, reckoning.earned, rows, quietly=quietly)
    return made


def of_members(member_ids: Collection[int]) -> Whose:
    """Narrows what is counted to these members."""
    ids = sorted(member_ids)

    def whose(column: Any) -> ColumnElement[bool]:
        is_his: ColumnElement[bool] = column.in_(ids)
        return is_his

    return whose


def _scope(badge: Badge, about: int | None) -> int | None:
    """The one post that a badge is settled for; None for all that its member did."""
    return about if badge.is_on_one_post and badge.is_repeatable else None


def list_reckonings(
    badges: Sequence[Badge], whose: Whose, *, about: int | None = None
) -> dict[tuple[int, int], Reckoning]:
    """What is earned and counted, by badge and member, for those who did anything that counts."""
    deeds = list_deeds({one.metric for one in badges if not one.is_on_one_post}, whose)
    found = {}
    for badge, member_id, done in [*_counted(badges, deeds), *_reached(badges, whose, about)]:
        found[(badge.id, member_id)] = reckon(badge.reckoned_by, done, now())
    return found


Done = tuple[Badge, int, list[Deed]]


def _counted(badges: Iterable[Badge], deeds: Deeds) -> Iterable[Done]:
    for badge in badges:
        for (metric, member_id), done in deeds.items():
            if metric is badge.metric:
                yield badge, member_id, [one for one in done if counts_for(badge, one)]


def counts_for(badge: Badge, deed: Deed) -> bool:
    """Whether a deed is in the badge's area, and not older than its rule."""
    if badge.product_area_id is not None and deed.area_id != badge.product_area_id:
        return False
    return badge.counts_from is None or deed.at >= badge.counts_from


def _reached(badges: Iterable[Badge], whose: Whose, about: int | None) -> Iterable[Done]:
    polls: dict[Poll, list[Badge]] = {}
    for badge in badges:
        if badge.is_on_one_post:
            polls.setdefault(poll_of(badge, _scope(badge, about)), []).append(badge)
    for poll, asking in polls.items():
        reached = list_reached(poll, {one.threshold for one in asking}, whose)
        for badge in asking:
            for (number, member_id), done in reached.items():
                if number == badge.threshold:
                    yield badge, member_id, done


def poll_of(badge: Badge, subject_id: int | None = None) -> Poll:
    """The votes that a badge counts, on all posts or on one."""
    return Poll(badge.metric, badge.counts_from, badge.product_area_id, subject_id)


def _list_awards(
    badges: Sequence[Badge], member_ids: Collection[int]
) -> dict[tuple[int, int], dict[int, Award]]:
    statement = select(Award).where(
        Award.badge_id.in_([one.id for one in badges]), Award.member_id.in_(sorted(member_ids))
    )
    found: dict[tuple[int, int], dict[int, Award]] = {}
    for row in db.session.scalars(statement.execution_options(populate_existing=True)):
        found.setdefault((row.badge_id, row.member_id), {})[row.occasion] = row
    return found


def _match(
    badge: Badge, member_id: int, earned: list[Earned], rows: dict[int, Award], *, quietly: bool
) -> int:
    """Awards as they are called for: made, brought to date, or ended because what earned them is gone."""
    wanted, made = {one.occasion: one for one in earned}, 0
    for occasion, one in wanted.items():
        row = rows.get(occasion)
        if row is None:
            made += _make(badge, member_id, one, quietly=quietly)
        elif not row.was_taken_back:
            _bring_to_date(badge, row, one, quietly=quietly)
    for occasion, row in rows.items():
        if occasion not in wanted and row.revoked_at is None and not _is_older(badge, row):
            row.revoked_at = now()
            raise_version(VERSION)
    if badge.grants:
        for row in rows.values():
            settle_capabilities(badge, row)
    return made


def _is_older(badge: Badge, award: Award) -> bool:
    """Whether it was earned by an earlier rule, which it keeps."""
    return badge.counts_from is not None and award.awarded_at < badge.counts_from


def _make(badge: Badge, member_id: int, earned: Earned, *, quietly: bool) -> int:
    fresh = insert_once(
        Award,
        badge_id=badge.id,
        member_id=member_id,
        occasion=earned.occasion,
        evidence_id=earned.evidence_id,
        awarded_at=earned.at,
        expires_at=earned.until,
        is_public=True,
    )
    if not fresh:
        return 0
    if badge.grants or not quietly:
        statement = select(Award).where(
            Award.badge_id == badge.id,
            Award.member_id == member_id,
            Award.occasion == earned.occasion,
        )
        award = db.session.scalars(statement).one()
        settle_capabilities(badge, award)
        if award.is_held_at(now()) and not quietly:
            _tell(badge, award)
    return 1


def _bring_to_date(badge: Badge, award: Award, earned: Earned, *, quietly: bool) -> None:
    """Renewed, earned again after its end, or back with what had earned it."""
    if award.revoked_at is not None or earned.until != award.expires_at:
        raise_version(VERSION)  # kept pages of the award say something else
    award.revoked_at = None
    if _is_older(badge, award) and earned.until is None:
        return
    if earned.until != award.expires_at:
        again = award.expires_at is not None and award.expires_at <= earned.at
        award.expires_at, award.noticed_at = earned.until, None
        if again and not quietly and award.is_held_at(now()):
            _tell(badge, award, at=earned.at.isoformat())
    award.awarded_at, award.evidence_id = earned.at, earned.evidence_id


def _tell(badge: Badge, award: Award, at: str = "") -> None:
    record(
        BadgeAwarded(
            award_id=award.id,
            member_id=award.member_id,
            badge_key=badge.key,
            badge_name=badge.name,
            at=at,
        )
    )

"""Who holds which badge: reckoned from the rows as they are, so that neither order nor repetition of events matters."""

from collections.abc import Collection, Sequence

from sqlalchemy import or_, select

from community.content.models import Subject, SubjectKind
from community.core.clock import now
from community.core.db import db, insert_once
from community.core.outbox import record
from community.core.versions import raise_version
from community.events import BadgeAwarded
from community.recognition.awarding import Earned, Reckoning
from community.recognition.awards_capabilities import settle_capabilities
from community.recognition.awards_earlier import list_older
from community.recognition.facts import facts_of_edits
from community.recognition.ledger import lock_members
from community.recognition.models import Award, Badge, EarlierRule, Metric
from community.recognition.reckonings import list_reckonings, scope_of

VERSION = "awards"
OF_KINDS: dict[SubjectKind, tuple[Metric, ...]] = {
    SubjectKind.ANSWER: (
        Metric.ACCEPTED_ANSWERS,
        Metric.RESCUES,
        Metric.HELPFUL_VOTES,
        Metric.TIMELY_REPLIES,
        Metric.ANSWERS_WITH_POINTS,
    ),
    SubjectKind.COMMENT: (Metric.TIMELY_REPLIES,),
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
    earlier = select(EarlierRule.badge_id).where(EarlierRule.metric.in_(metrics))
    counting = or_(Badge.metric.in_(metrics), Badge.id.in_(earlier))
    statement = select(Badge).where(counting, Badge.is_active).order_by(Badge.id)
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
    found = list_reckonings(badges, member_ids, about=about)
    standing = _list_awards(badges, member_ids)
    older = list_older(badges, [row for rows in standing.values() for row in rows.values()])
    made = 0
    for badge in badges:
        scope = scope_of(badge, about)
        for member_id in sorted(member_ids):
            rows = standing.get((badge.id, member_id), {})
            if scope is not None:
                rows = {key: row for key, row in rows.items() if key == scope or row.id in older}
            earned = found.get((badge.id, member_id), Reckoning()).earned
            made += _match(badge, member_id, earned, rows, older=older, quietly=quietly)
    return made


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
    badge: Badge,
    member_id: int,
    earned: list[Earned],
    rows: dict[int, Award],
    *,
    older: dict[int, bool],
    quietly: bool,
) -> int:
    """Awards as they are called for: made, brought to date, or ended because what earned them is gone."""
    wanted, made = {one.occasion: one for one in earned}, 0
    for occasion, one in wanted.items():
        row = rows.get(occasion)
        if row is None:
            made += _make(badge, member_id, one, quietly=quietly)
        elif not row.was_taken_back:
            _bring_to_date(badge, row, one, is_kept=older.get(row.id, False), quietly=quietly)
    for occasion, row in rows.items():
        if occasion not in wanted:
            _end_or_keep(row, is_kept=older.get(row.id, False))
    if badge.grants:
        for row in rows.values():
            settle_capabilities(badge, row)
    return made


def _end_or_keep(award: Award, *, is_kept: bool) -> None:
    """What no rule calls for ends; what an earlier rule calls for comes back with what had earned it."""
    if award.was_taken_back or is_kept is (award.revoked_at is None):
        return
    award.revoked_at = None if is_kept else now()
    raise_version(VERSION)


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


def _bring_to_date(
    badge: Badge, award: Award, earned: Earned, *, is_kept: bool, quietly: bool
) -> None:
    """Renewed, earned again after its end, or back with what had earned it."""
    if award.revoked_at is not None or earned.until != award.expires_at:
        raise_version(VERSION)  # kept pages of the award say something else
    award.revoked_at = None
    if is_kept and earned.until is None:
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

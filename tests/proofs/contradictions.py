"""A count by hand of what must follow from the rows, and what ledger, counters, levels, badges and pages say."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable

from sqlalchemy import select

from community import site_settings
from community.accounts.models import Member
from community.admin.counters import COUNTERS, count_wrong
from community.content.models import (
    Flag,
    FlagState,
    Link,
    LinkKind,
    Subject,
    SubjectKind,
    SubjectTag,
    Tag,
    Vote,
    VoteKind,
)
from community.content.models_carried import CarriedFollow
from community.content.models_kept import KeptTotal
from community.core.db import db, writing
from community.policies.actor import PUBLIC_AUDIENCE_ID
from community.policies.standing import level_of
from community.questions import tasks as question_tasks
from community.questions.models import Answer, Question
from community.recognition import recount, tasks_badges
from community.recognition.models import ON_ONE_POST, Award, Badge, LedgerEntry, Metric
from tests.recognition.history import (
    credited_by_hand,
    earned_by_hand,
    earned_in_the_ledger,
)
from tests.services.client import PortalClient

Found = dict[str, object]
Rows = set[tuple[str, int, int]]


def faults(client: PortalClient, names: Collection[str] = ()) -> Found:
    """What contradicts the rows, by its name; empty where all agrees. With names, only these are looked at."""
    db.session.rollback()
    checks: dict[str, Callable[[], object]] = {
        "ledger": lambda: differing(earned_in_the_ledger(), earned_by_hand()),
        "credits": wrong_credits,
        "recount": lambda: not recount.compare().is_clean and recount.compare(),
        "levels": wrong_levels,
        "counters": lambda: {one.name: wrong for one in COUNTERS if (wrong := count_wrong(one))},
        "totals": wrong_totals,
        "tags": wrong_tags,
        "badges": wrong_badges,
        "badges counted anew": what_counting_changes,
        "duplicates": wrong_duplicates,
        "pages": lambda: wrong_pages(client),
    }
    found = {name: checks[name]() for name in names or checks}
    return {name: what for name, what in found.items() if what}


def differing(found: dict[int, int], wanted: dict[int, int]) -> dict[int, tuple[int, int]]:
    """Key → (what there is, what there should be), where they differ."""
    keys = found.keys() | wanted.keys()
    pairs = {key: (found.get(key, 0), wanted.get(key, 0)) for key in keys}
    return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}


def wrong_credits() -> object:
    """Points that members show, against the entries replayed in their order under the cap."""
    shown = {one.id: one.reputation for one in db.session.scalars(select(Member))}
    return differing(shown, credited_by_hand())


def wrong_levels() -> object:
    """Members whose level is not that of their points."""
    settings = site_settings.current()
    people = db.session.scalars(select(Member))
    return [one.id for one in people if one.level != level_of(one.reputation, settings)]


def shown_questions() -> list[tuple[Question, Subject]]:
    """All that are shown, with their subjects."""
    rows = db.session.execute(select(Question, Subject).join(Subject, Subject.id == Question.id))
    return [(row[0], row[1]) for row in rows if row[1].is_visible]


def wrong_totals() -> object:
    """Kept totals of questions by state, of all and of each area."""
    wanted = Counter[str]()
    for question, _subject in shown_questions():
        wanted[f"questions {question.state.value}"] += 1
        if question.product_area_id is not None:
            wanted[f"questions:area:{question.product_area_id} {question.state.value}"] += 1
    kept = db.session.scalars(select(KeptTotal).where(KeptTotal.container.like("questions%")))
    found = {f"{one.container} {one.state}": one.total for one in kept if one.total}
    return {} if found == dict(wanted) else (found, dict(wanted))


def wrong_tags() -> object:
    """What the worker counted of tags."""
    question_tasks.count_tags()
    db.session.rollback()
    public = {q.id for q, s in shown_questions() if s.audience_id == PUBLIC_AUDIENCE_ID}
    borne = [one for one in db.session.scalars(select(SubjectTag)) if one.subject_id in public]
    wanted = Counter(one.tag_id for one in borne)
    found = {one.id: one.question_count for one in db.session.scalars(select(Tag))}
    return differing(found, dict(wanted))


def held() -> Rows:
    """badge, member and occasion of all awards that stand."""
    statement = select(Badge.key, Award.member_id, Award.occasion).join(Award)
    rows = db.session.execute(statement.where(Award.revoked_at.is_(None)))
    return {(key, member_id, occasion) for key, member_id, occasion in rows}


def wrong_badges() -> object:
    """Badges of votes on one post, of accepted answers and of upheld flags, counted row by row."""
    found = held()
    wanted, counted = Rows(), set[str]()
    for badge in db.session.scalars(select(Badge).where(Badge.is_active)):
        if badge.metric in BY_HAND and badge.product_area_id is None and not badge.window_days:
            counted.add(badge.key)
            wanted |= {(badge.key, *one) for one in BY_HAND[badge.metric](badge)}
    found = {one for one in found if one[0] in counted}
    return {} if found == wanted else {"too many": found - wanted, "missing": wanted - found}


def of_votes(badge: Badge) -> Iterable[tuple[int, int]]:
    """(author, occasion) of posts with enough votes; an author's own counts for his idea alone."""
    kind = {
        Metric.HELPFUL_VOTES: VoteKind.HELPFUL,
        Metric.SAME_QUESTION_VOTES: VoteKind.SAME_QUESTION,
        Metric.IDEA_VOTES: VoteKind.SUPPORT,
    }[badge.metric]
    shown = {one.id: one for one in db.session.scalars(select(Subject)) if one.is_visible}
    votes = Counter[int]()
    for vote in db.session.scalars(select(Vote).where(Vote.kind == kind)):
        subject = shown.get(vote.subject_id)
        is_own = subject is not None and subject.author_id == vote.member_id
        if subject is not None and not vote.voided_at:
            votes[subject.id] += not is_own or subject.kind is SubjectKind.IDEA
    for subject_id, number in votes.items():
        author_id = shown[subject_id].author_id
        if number >= badge.threshold and author_id is not None:
            yield author_id, subject_id if badge.is_repeatable else 0


def of_accepted(badge: Badge) -> Iterable[tuple[int, int]]:
    """Authors with so many visible answers that others accepted."""
    done = Counter[int]()
    for question in db.session.scalars(select(Question)):
        if question.accepted_answer_id is not None:
            answer = db.session.get_one(Answer, question.accepted_answer_id)
            is_shown = db.session.get_one(Subject, answer.id).is_visible
            if is_shown and answer.author_id not in (None, question.author_id):
                done[answer.author_id or 0] += 1
    return [(author, 0) for author, number in done.items() if number >= badge.threshold]


def of_flags(badge: Badge) -> Iterable[tuple[int, int]]:
    """Members whose flags on posts of others were upheld so often."""
    done = Counter[int]()
    for flag in db.session.scalars(select(Flag).where(Flag.state == FlagState.UPHELD)):
        subject = db.session.get_one(Subject, flag.subject_id)
        done[flag.member_id] += flag.lifted_at is None and subject.author_id != flag.member_id
    return [(member, 0) for member, number in done.items() if number >= badge.threshold]


BY_HAND = {
    **dict.fromkeys(ON_ONE_POST, of_votes),
    Metric.ACCEPTED_ANSWERS: of_accepted,
    Metric.FLAGS_UPHELD: of_flags,
}


def what_counting_changes() -> object:
    """Awards that come or go when all badges of all are counted anew; of the gone nobody counts."""
    before = held()
    tasks_badges.recount_badges()
    db.session.rollback()
    after = held()
    return {} if before == after else {"came": after - before, "went": before - after}


def wrong_duplicates() -> object:
    """What leads to what leads on, and marks of followers whom no standing merge led."""
    leads = {one.id: one.duplicate_of_id for one in db.session.scalars(select(Question))}
    on = [one for one, root in leads.items() if root is not None and leads[root] is not None]
    links = select(Link).where(Link.kind == LinkKind.DUPLICATE_OF)
    said = {(one.from_id, one.to_id) for one in db.session.scalars(links)}
    marks = {(one.from_id, one.to_id) for one in db.session.scalars(select(CarriedFollow))}
    return on + sorted(marks - said)


def wrong_pages(client: PortalClient) -> object:
    """Members whose ledger, added up page by page, or profile says other points than their entries."""
    wanted = defaultdict[int, int](int)
    for entry in db.session.scalars(select(LedgerEntry)):
        wanted[entry.member_id] += entry.credited
    found = {}
    for member in db.session.scalars(select(Member).where(Member.erased_at.is_(None))).all():
        total = wanted[member.id]
        said = read_ledger(client, member), read_profile(client, member)
        if said != ((total, max(0, total)), max(0, total)):
            found[member.name] = (said, total)
    return found


def read_ledger(client: PortalClient, member: Member) -> tuple[int, int]:
    """(all lines of the ledger added up, the points that its head says), as the member reads them."""
    if member.suspended_at is not None:
        with writing():
            db.session.get_one(Member, member.id).suspended_at = None
    client.sign_in(member)
    path, lines, head = "/account/reputation", 0, None
    while path:
        page = client.get(path).text
        told = re.search(r"You have ([\d,]+) points", page)
        head = int(told[1].replace(",", "")) if told else None
        entries = page[page.index('id="entries"') : page.index('id="opens"')]
        cells = re.findall(r'class="numeric">([+-]\d+)(.*?)</td>', entries, re.DOTALL)
        for first, rest in cells:
            lines += int(first) + sum(int(one) for one in re.findall(r">([+-]\d+)<", rest))
        older = re.search(r'href="(/account/reputation\?after=[^"]+)"[^>]*>[^<]*Older', entries)
        path = older[1].replace("&amp;", "&") if older else ""
    return lines, head if head is not None else -1


def read_profile(client: PortalClient, member: Member) -> int:
    """The points that others read on a member's page; a page without any says 0."""
    client.sign_out()
    page = client.get(f"/members/{member.handle}").text
    told = re.search(r"· ([\d,]+) points?\b", page)
    return int(told[1].replace(",", "")) if told else 0

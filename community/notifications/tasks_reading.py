"""The letter of a day and the letter of a week: what one follows, might answer, and what was shipped.

It looks up to a fixed instant of the reader's own day or week, once: nothing stands in two of them, nor in one when it
was mailed by itself or read in the portal, and there is no empty one.
"""

import logging
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from datetime import time as clock_time
from typing import Any

from flask import current_app
from sqlalchemy import or_, update

from community.accounts.models import Member
from community.accounts.queries import get_actor
from community.content.queries import list_audience_ids
from community.core.clock import now
from community.core.db import db, insert_once, writing
from community.core.i18n import zone
from community.core.mail_outbox import Recipient, post
from community.notifications.catalogue import KINDS
from community.notifications.kinds import DIGESTS, Channel, Kind
from community.notifications.letters import stop_headers, stop_links
from community.notifications.models import Habits, Notification
from community.notifications.queries import Choices, NewsRow, list_choices, wants
from community.notifications.queries_digest import (
    SECTIONS,
    Between,
    list_due,
    list_known,
    list_news,
    list_shipped,
    list_time_zones,
)
from community.notifications.queries_habits import HabitsRow, get_habits, list_stopped
from community.notifications.quiet import quiet_ends
from community.policies.actor import Actor
from community.questions.queries_needs_me import list_unanswered_of

log = logging.getLogger(__name__)

BATCH = 50
BREATH = 0.05
# From this hour of the reader's day; the week's letter on Monday, until Wednesday for a worker that was away.
HOUR, LAST_DAY = 7, 2
SHOWN, MOST = 12, 200
SPANS = {Channel.DAILY: timedelta(days=1), Channel.WEEKLY: timedelta(days=7)}
COLUMNS = {Channel.DAILY: Habits.daily_until, Channel.WEEKLY: Habits.weekly_until}


@dataclass
class Digest:
    """What a letter of a day or a week holds."""

    news: list[NewsRow] = field(default_factory=list)
    questions: list[dict[str, str]] = field(default_factory=list)
    shipped: list[dict[str, str]] = field(default_factory=list)
    # Whether something in it was asked for: what merely rides along makes no letter.
    is_worth_it: bool = False


def send_digests() -> int:
    """Write the digests whose hour has come; how many."""
    sent = 0
    for name in list_time_zones():
        local = now().astimezone(zone(name))
        for channel in DIGESTS:
            until = looks_until(local, channel)
            if until is not None:
                sent += _send_to_zone(channel, name, until)
    db.session.rollback()
    return sent


def looks_until(local: datetime, channel: Channel) -> datetime | None:
    """Up to when the digest looks whose time it is at this hour of the reader's day; None when it is none's."""
    day = local.date()
    if channel is Channel.WEEKLY:
        day -= timedelta(days=local.weekday())
    until = datetime.combine(day, clock_time(HOUR), local.tzinfo)
    is_late = channel is Channel.WEEKLY and local.weekday() > LAST_DAY
    return None if local < until or is_late else until.astimezone(now().tzinfo)


def _send_to_zone(channel: Channel, name: str, until: datetime) -> int:
    after = sent = 0
    while member_ids := list_due(channel, name, until, after=after, limit=BATCH):
        for member_id in member_ids:
            try:
                sent += _send_to(member_id, channel, until)
            except (
                Exception
            ):  # one that cannot be written comes again in an hour, and the rest leaves
                log.exception("digest not written", extra={"member": member_id})
        after = member_ids[-1]
        time.sleep(BREATH)
    return sent


def _send_to(member_id: int, channel: Channel, until: datetime) -> bool:
    actor, habits = get_actor(member_id, list_audience_ids), get_habits(member_id)
    ends = quiet_ends(now(), zone(actor.time_zone), habits.quiet_from, habits.quiet_until)
    if ends is not None:
        return False  # its turn comes when they are over
    digest = Digest()
    if habits.takes(channel):
        digest = _collect(actor, channel, (_since(habits, channel, until), until))
    with writing():
        if not _is_first(member_id, channel, until) or not digest.is_worth_it:
            return False
        return _write(actor, channel, digest)


def _since(habits: HabitsRow, channel: Channel, until: datetime) -> datetime:
    """From when on things of no news are looked at: what the last digest did not see, for two spans at most."""
    last = habits.daily_until if channel is Channel.DAILY else habits.weekly_until
    span = SPANS[channel]
    return max(last, until - 2 * span) if last else until - span


def _collect(actor: Actor, channel: Channel, between: Between) -> Digest:
    member_id = actor.member_id or 0
    choices = list_choices([member_id])
    wanted = [
        kind
        for kind, about in KINDS.items()
        if kind not in SECTIONS
        and wants(choices, member_id, kind, channel)
        and (actor.is_staff or not about.for_staff)
    ]
    news = list_news(actor, wanted, between[1], MOST)
    digest = Digest(news, is_worth_it=bool(news))
    told = {row.thread_id for row in news}
    if wants(choices, member_id, Kind.QUESTION_DIGEST, channel):
        found = list_unanswered_of(actor, MOST, between=between)
        rows = [(key, title, f"/questions/{key}-{slug}") for key, slug, title in found]
        digest.questions = _unknown(member_id, rows, told)
        digest.is_worth_it = digest.is_worth_it or bool(digest.questions)
    if wants(choices, member_id, Kind.IDEAS_SHIPPED, channel):
        digest.shipped = _unknown(member_id, list_shipped(actor, between, MOST), told)
        asked = _was_chosen(choices, member_id, channel) and bool(digest.shipped)
        digest.is_worth_it = digest.is_worth_it or asked
    return digest


def _was_chosen(choices: Choices, member_id: int, channel: Channel) -> bool:
    return (member_id, Kind.IDEAS_SHIPPED, channel) in choices


def _unknown(
    member_id: int, rows: list[tuple[int, str, str]], told: set[int | None]
) -> list[dict[str, str]]:
    known = told | list_known(member_id, [row[0] for row in rows]) if rows else told
    return [{"title": title, "path": path} for key, title, path in rows if key not in known]


def _is_first(member_id: int, channel: Channel, until: datetime) -> bool:
    """Note that this digest was looked at; False when another worker did."""
    insert_once(Habits, member_id=member_id, at_once=True, daily=True, weekly=True)
    column = COLUMNS[channel]
    statement = (
        update(Habits)
        .where(Habits.member_id == member_id, or_(column.is_(None), column < until))
        .values({column.key: until})
        .returning(Habits.member_id)
    )
    return db.session.execute(statement).first() is not None


def _write(actor: Actor, channel: Channel, digest: Digest) -> bool:
    member = db.session.get_one(Member, actor.member_id)
    if member.email is None or member.email_key in list_stopped([member.email_key]):
        return False
    ids = [row.id for row in digest.news]
    mark = update(Notification).where(Notification.id.in_(ids), Notification.mailed_at.is_(None))
    db.session.execute(mark.values(mailed_at=now()))
    config = current_app.config["PORTAL"]
    stops = stop_links(member.id, channel=channel)
    lines = _lines(digest.news)
    words = {
        "name": member.name,
        "rhythm": channel.value,
        "news": lines[:SHOWN],
        "more_news": max(0, len(lines) - SHOWN),
        "questions": digest.questions[:SHOWN],
        "more_questions": max(0, len(digest.questions) - SHOWN),
        "shipped": digest.shipped[:SHOWN],
        "more_shipped": max(0, len(digest.shipped) - SHOWN),
        "preferences_url": config.public_url + "/preferences/notifications",
        **stops,
    }
    to = Recipient(address=member.email, locale=member.locale, member_id=member.id)
    post(to, "digest", words, stop_headers(stops["unsubscribe_url"]))
    return True


def _lines(news: list[NewsRow]) -> list[dict[str, Any]]:
    """One line for all news of a kind in a thread, with their number and the latest words."""
    times = Counter((row.kind, row.thread_id or -row.id) for row in news)
    lines: dict[Any, dict[str, Any]] = {}
    for row in news:
        key = (row.kind, row.thread_id or -row.id)
        nothing = dict.fromkeys(("title", "status", "badge", "text", "excerpt", "path"), "")
        told = {"kind": row.kind.value, "words": nothing | row.words, "times": times[key]}
        lines.setdefault(key, told)
    return list(lines.values())

"""Letters with news: one's own language, one's own links to stop them, and an address to reply to."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import select

from community.content.models import Comment, Subject, SubjectKind
from community.content.queries import list_audience_ids
from community.content.queries_audiences import all_see
from community.core.clock import now
from community.core.db import db
from community.core.inbox import inbox_address
from community.core.mail_outbox import Draft, Recipient
from community.ideas.taking_back import take_back_url
from community.notifications.kinds import Channel, Kind
from community.notifications.models import Fanout
from community.notifications.replies import MARK
from community.notifications.stopping import stop_token
from community.policies.actor import VISITOR
from community.service_levels.wording import moment_text

# Kinds with a letter of their own.
LETTERS = {Kind.ARTICLE_TASKS: "article_digest"}
REPLY_DAYS = 60
ANSWER, COMMENT = "a", "c"
# To reply to these is to answer the question.
CALLS_FOR_ANSWER = (
    Kind.QUESTION_ASKED,
    Kind.QUESTION_INVITED,
    Kind.MEMBER_POSTED,
    Kind.PROMISE_WARNED,
    Kind.PROMISE_MISSED,
    Kind.PROMISE_RAISED,
)
# News of these are not for talking in public: they are the team's own, or ask what the team alone reads.
NO_REPLY = (
    *(Kind.POST_HIDDEN, Kind.SUBJECT_FLAGGED),
    *(Kind.IDEA_ASSIGNED, Kind.IDEA_UNSOLVED, Kind.IDEA_VERDICT, Kind.PROMISE_ESCALATED),
)


@dataclass(frozen=True)
class Reader:
    """A member who is to be told."""

    id: int
    name: str
    email: str | None
    confirmed_at: datetime | None
    locale: str
    email_key: str | None
    time_zone: str


@dataclass(frozen=True)
class ReplyTarget:
    """What a reply to a letter becomes: an answer to a question, or a comment on a subject."""

    kind: str
    subject_id: int

    def address_of(self, member_id: int) -> str | None:
        """Where this member writes to; None where the portal has no inbox."""
        until = (now() + timedelta(days=REPLY_DAYS)).date().toordinal()
        return inbox_address(self.kind, member_id, self.subject_id, until)


def find_reply_target(fanout: Fanout) -> ReplyTarget | None:
    """What a reply to this news becomes; None where nobody can reply by mail."""
    if fanout.subject_id is None or fanout.kind in NO_REPLY:
        return None
    kind = db.session.scalars(select(Subject.kind).where(Subject.id == fanout.subject_id)).first()
    if kind is SubjectKind.QUESTION and fanout.kind in CALLS_FOR_ANSWER:
        return ReplyTarget(ANSWER, fanout.subject_id)
    if kind in (SubjectKind.QUESTION, SubjectKind.ANSWER, SubjectKind.IDEA):
        return ReplyTarget(COMMENT, fanout.subject_id)
    if kind is SubjectKind.COMMENT:
        on = db.session.scalars(
            select(Comment.on_id).where(Comment.id == fanout.subject_id)
        ).first()
        return ReplyTarget(COMMENT, on) if on is not None else None
    return None


def compose_letter(
    fanout: Fanout, reader: Reader, target: ReplyTarget | None, way_url: str, *, quotes: bool
) -> Draft:
    """A letter in the reader's language, with what mail programs need to thread it and to stop it by one click."""
    config = current_app.config["PORTAL"]
    stops = stop_links(reader.id, kind=fanout.kind, thread_id=fanout.thread_id)
    reply_to = target.address_of(reader.id) if target is not None else None
    nothing = dict.fromkeys(("title", "status", "badge", "text", "excerpt", "declined_for"), "")
    words = (
        nothing
        | fanout.words_in(reader.locale)
        | ({} if quotes else {"excerpt": ""})
        | {
            "name": reader.name,
            "link": _link(fanout, reader),
            "preferences_url": config.public_url + "/preferences/notifications",
            "kind": fanout.kind.value,
            "reply_mark": MARK if reply_to else "",
            "reply_answers": target is not None and target.kind == ANSWER,
            "way_url": way_url,
        }
        | stops
    )
    if "at" in fanout.words:
        words["status"] = _said(fanout.words["at"], reader)
    headers = stop_headers(stops["unsubscribe_url"])
    if fanout.thread_id is not None:
        root = f"<thread-{fanout.thread_id}@{config.host}>"
        headers |= {"References": root, "In-Reply-To": root}
    if reply_to is not None:
        headers["Reply-To"] = reply_to
    template = LETTERS.get(fanout.kind, "notification")
    return Draft(recipient_of(reader), template, words, headers, fanout_id=fanout.id)


def _link(fanout: Fanout, reader: Reader) -> str:
    """Where the letter leads; whoever has no account yet takes his vote back by an address that is signed."""
    if fanout.kind is Kind.IDEA_SPLIT and fanout.subject_id and reader.confirmed_at is None:
        return take_back_url(reader.id, fanout.subject_id)
    path = str(fanout.words_in(reader.locale).get("path", "/notifications"))
    return f"{current_app.config['PORTAL'].public_url}{path}"


def way_of(fanout: Fanout) -> str:
    """Where another way to a declined wish stands; "" without one, and where not everybody may go there now."""
    way_id, path = fanout.words.get("way_id"), fanout.words.get("way_path")
    subject = db.session.get(Subject, way_id) if way_id is not None else None
    is_shown = way_id is None or (
        subject is not None
        and subject.is_visible
        and subject.audience_id in list_audience_ids(VISITOR)
    )
    return current_app.config["PORTAL"].public_url + path if path and is_shown else ""


def may_quote(fanout: Fanout) -> bool:
    """Whether letters may bring what these news quote: of another post, only what all who hear of this one may read."""
    quoted_id = fanout.words.get("quoted_id")
    if quoted_id is None:
        return True
    here, quoted = (db.session.get(Subject, key) for key in (fanout.subject_id, quoted_id))
    if here is None or quoted is None or not quoted.is_visible:
        return False
    return all_see(here.audience_id, quoted.audience_id)


def _said(at: str, reader: Reader) -> str:
    """An instant in the reader's language and zone."""
    with force_locale(reader.locale):
        return moment_text(datetime.fromisoformat(at), reader.time_zone)


def recipient_of(reader: Reader) -> Recipient:
    """Where letters to a reader go."""
    return Recipient(address=reader.email or "", locale=reader.locale, member_id=reader.id)


def stop_links(
    member_id: int,
    *,
    kind: Kind | None = None,
    channel: Channel | None = None,
    thread_id: int | None = None,
) -> dict[str, str]:
    """The three ways out of a letter: of its kind (or digest), of its thread ("" without one), of all letters."""
    begin = current_app.config["PORTAL"].public_url + "/unsubscribe/"
    muted = begin + stop_token(member_id, thread_id=thread_id) if thread_id is not None else ""
    return {
        "unsubscribe_url": begin + stop_token(member_id, kind=kind, channel=channel),
        "mute_url": muted,
        "stop_all_url": begin + stop_token(member_id),
    }


def stop_headers(one_click: str) -> dict[str, str]:
    """What lets mail programs stop a letter by one click (RFC 8058)."""
    config = current_app.config["PORTAL"]
    return {
        "List-Id": f"<community.{config.host}>",
        "List-Unsubscribe": f"<{one_click}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }

"""What a message says, read from the present rows: None for what is not public, or not there any more."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import select

from community.articles.addresses import article_address
from community.articles.models import ArticleRevision, SectionSlug, Translation
from community.content.models import Comment, Subject, SubjectKind, Visibility
from community.content.queries import list_audience_ids
from community.core.db import db
from community.core.i18n import DEFAULT, local
from community.core.markup import excerpt
from community.ideas.models import Board, Idea, IdeaStatus, OfficialResponse, StatusChange
from community.ideas.models_merging import IdeaMerge
from community.ideas.models_releases import Release, ReleaseState, ReleaseText
from community.policies.actor import VISITOR
from community.questions.models import Answer, Question
from community.uptime.models import Incident, IncidentUpdate
from community.webhooks.catalogue import EXCERPT, WebhookEvent

Data = dict[str, Any]


@dataclass(frozen=True)
class Told:
    """What a message tells of."""

    event: WebhookEvent
    thing_id: int
    lang: str | None
    occurred_at: datetime


def find_data(told: Told) -> Data | None:
    """The `data` of a message; None when it may not be told now."""
    return READERS[told.event](told)


def is_public(subject_id: int | None) -> bool:
    """Whether everybody sees a subject, with all that it stands in."""
    row = db.session.execute(
        select(Subject.kind, Subject.audience_id, Subject.visibility).where(
            Subject.id == subject_id
        )
    ).first()
    if row is None or row.visibility is not Visibility.VISIBLE:
        return False
    if row.audience_id not in list_audience_ids(VISITOR):
        return False
    if row.kind is SubjectKind.ANSWER:
        return is_public(_one(select(Answer.question_id).where(Answer.id == subject_id)))
    if row.kind is SubjectKind.COMMENT:
        return is_public(_one(select(Comment.on_id).where(Comment.id == subject_id)))
    return True


def _one(statement: Any) -> Any:
    return db.session.scalars(statement).first()


def _url(path: str) -> str:
    return f"{current_app.config['PORTAL'].public_url}{path}"


def _question(question_id: int) -> Data | None:
    statement = select(Question.title, Question.slug, Question.text, Question.state, Subject.lang)
    statement = statement.join(Subject, Subject.id == Question.id)
    row = db.session.execute(statement.where(Question.id == question_id)).first()
    if row is None or not is_public(question_id):
        return None
    return {
        "id": question_id,
        "title": row.title,
        "url": _url(f"/questions/{question_id}-{row.slug}"),
        "state": row.state.value,
        "lang": row.lang,
        "excerpt": excerpt(row.text, EXCERPT),
    }


def _of_question(told: Told) -> Data | None:
    question = _question(told.thing_id)
    return {"question": question} if question else None


def _of_answer(told: Told) -> Data | None:
    statement = select(Answer.question_id, Answer.text, Subject.lang)
    statement = statement.join(Subject, Subject.id == Answer.id)
    row = db.session.execute(statement.where(Answer.id == told.thing_id)).first()
    question = _question(row.question_id) if row and is_public(told.thing_id) else None
    if row is None or question is None:
        return None
    answer = {
        "id": told.thing_id,
        "url": f"{question['url']}#answer-{told.thing_id}",
        "lang": row.lang,
        "excerpt": excerpt(row.text, EXCERPT),
    }
    return {"question": question, "answer": answer}


def _of_comment(told: Told) -> Data | None:
    statement = select(Comment.on_id, Comment.body, Subject.lang)
    statement = statement.join(Subject, Subject.id == Comment.id)
    row = db.session.execute(statement.where(Comment.id == told.thing_id)).first()
    if row is None or not is_public(told.thing_id):
        return None
    comment = {"id": told.thing_id, "lang": row.lang, "excerpt": excerpt(row.body, EXCERPT)}
    return {"comment": comment, **_thread(row.on_id)}


def _thread(subject_id: int) -> Data:
    """The question or idea in which something stands; a comment on an article names its number alone."""
    question_id = _one(select(Answer.question_id).where(Answer.id == subject_id)) or subject_id
    question = _question(question_id)
    if question is not None:
        return {"question": question}
    idea = _idea(subject_id)
    return {"idea": idea} if idea else {"on": {"id": subject_id}}


def _idea(idea_id: int) -> Data | None:
    statement = (
        select(Idea.title, Idea.slug, Idea.text, Idea.supporters, Board.slug.label("board"))
        .add_columns(IdeaStatus.meaning, Subject.lang)
        .join(Board, Board.id == Idea.board_id)
        .join(IdeaStatus, IdeaStatus.id == Idea.status_id)
        .join(Subject, Subject.id == Idea.id)
    )
    row = db.session.execute(statement.where(Idea.id == idea_id)).first()
    if row is None or not is_public(idea_id):
        return None
    return {
        "id": idea_id,
        "title": row.title,
        "url": _url(f"/ideas/{row.board}/{idea_id}-{row.slug}"),
        "status": row.meaning.value,
        "supporters": row.supporters,
        "lang": row.lang,
        "excerpt": excerpt(row.text, EXCERPT),
    }


def _of_idea(told: Told) -> Data | None:
    idea = _idea(told.thing_id)
    return {"idea": idea} if idea else None


def _of_change(told: Told) -> Data | None:
    statement = (
        select(StatusChange.idea_id, StatusChange.body, StatusChange.lang, IdeaStatus.meaning)
        .join(IdeaStatus, IdeaStatus.id == StatusChange.to_status_id)
        .where(StatusChange.id == told.thing_id)
    )
    row = db.session.execute(statement).first()
    idea = _idea(row.idea_id) if row else None
    if row is None or idea is None:
        return None
    change = {"to": row.meaning.value, "text": excerpt(row.body, EXCERPT), "lang": row.lang}
    return {"idea": idea, "change": change}


def _of_response(told: Told) -> Data | None:
    newest = (
        select(OfficialResponse.body, OfficialResponse.lang)
        .where(OfficialResponse.idea_id == told.thing_id)
        .order_by(OfficialResponse.id.desc())
        .limit(1)
    )
    row, idea = db.session.execute(newest).first(), _idea(told.thing_id)
    if row is None or idea is None:
        return None
    return {"idea": idea, "response": {"text": excerpt(row.body, EXCERPT), "lang": row.lang}}


def _of_merge(told: Told) -> Data | None:
    """Both ideas of a merge that stands still, or of one that was undone."""
    merge = db.session.get(IdeaMerge, told.thing_id)
    is_undone = told.event is WebhookEvent.IDEA_UNMERGED
    if merge is None or (merge.undone_at is not None) is not is_undone:
        return None
    idea, other = _idea(merge.child_id), _idea(merge.parent_id)
    if idea is None or other is None:
        return None
    return {"idea": idea, "out_of" if is_undone else "into": other}


def _of_incident(told: Told) -> Data | None:
    update = db.session.get(IncidentUpdate, told.thing_id)
    incident = db.session.get(Incident, update.incident_id) if update else None
    if update is None or incident is None or not is_public(incident.id):
        return None
    about = {
        "id": incident.id,
        "kind": incident.kind.value,
        "title": local(incident.title, DEFAULT),
        "url": _url(f"/status/incidents/{incident.id}"),
    }
    said = {"state": update.state.value, "text": excerpt(local(update.text, DEFAULT), EXCERPT)}
    return {"incident": about, "update": said | {"at": update.at.isoformat()}}


def _of_release(told: Told) -> Data | None:
    statement = (
        select(Release.name, Release.slug, Release.released_at, ReleaseText.lang, ReleaseText.text)
        .join(ReleaseText, ReleaseText.release_id == Release.id)
        .where(Release.id == told.thing_id, Release.state == ReleaseState.PUBLISHED)
    )
    row = db.session.execute(statement.order_by(ReleaseText.lang)).first()
    if row is None or not is_public(told.thing_id):
        return None
    release = {
        "id": told.thing_id,
        "name": row.name,
        "url": _url(f"/changelog/{told.thing_id}-{row.slug}"),
        "released_at": row.released_at.isoformat(),
        "lang": row.lang,
        "excerpt": excerpt(row.text, EXCERPT),
    }
    return {"release": release}


def _of_article(told: Told) -> Data | None:
    locale = told.lang or "en"
    statement = (
        select(ArticleRevision.title, SectionSlug.slug, Translation.slug)
        .join(Translation, Translation.published_revision_id == ArticleRevision.id)
        .join(
            SectionSlug,
            (SectionSlug.section_id == Translation.section_id) & (SectionSlug.locale == locale),
        )
        .where(Translation.article_id == told.thing_id, Translation.locale == locale)
    )
    row = db.session.execute(statement).first()
    if row is None or not is_public(told.thing_id):
        return None
    url = _url(article_address(locale, row[1], row[2]))
    return {"article": {"id": told.thing_id, "title": row[0], "url": url, "lang": locale}}


def _of_menu(_told: Told) -> Data | None:
    return {"menu": {"url": _url("/services")}}


def _of_test(_told: Told) -> Data | None:
    return {"message": "It works: this is a test."}


READERS: dict[WebhookEvent, Callable[[Told], Data | None]] = {
    WebhookEvent.QUESTION_ASKED: _of_question,
    WebhookEvent.QUESTION_CLOSED: _of_question,
    WebhookEvent.ANSWER_POSTED: _of_answer,
    WebhookEvent.ANSWER_ACCEPTED: _of_answer,
    WebhookEvent.COMMENT_POSTED: _of_comment,
    WebhookEvent.IDEA_PROPOSED: _of_idea,
    WebhookEvent.IDEA_STATUS_CHANGED: _of_change,
    WebhookEvent.IDEA_ANSWERED: _of_response,
    WebhookEvent.IDEA_MERGED: _of_merge,
    WebhookEvent.IDEA_UNMERGED: _of_merge,
    WebhookEvent.RELEASE_PUBLISHED: _of_release,
    WebhookEvent.ARTICLE_PUBLISHED: _of_article,
    WebhookEvent.MENU_PUBLISHED: _of_menu,
    WebhookEvent.INCIDENT_UPDATED: _of_incident,
    WebhookEvent.TEST: _of_test,
}

"""Acts over articles and questions: answer with an article, show an answer on one, make one of an answer."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, delete, update

from community.articles import actions as articles
from community.articles.models import Article, ArticleAuthor, HelpSection
from community.articles.states import CreditKind
from community.articles.texts import ArticleText
from community.content.actions import link
from community.content.models import Link, LinkKind, Subject
from community.content.prose import Prose
from community.content.queries import ensure_visible, get_subject, is_shown
from community.core.audit import audit
from community.core.clock import now
from community.core.db import db, get_locked, insert_once, lock
from community.core.errors import Conflict, Invalid, NotFound
from community.core.outbox import record
from community.curation.queries import find_article_made_of, is_live_article
from community.events import AnswerPromoted, ArticleMadeOfQuestion
from community.policies.actor import PUBLIC_AUDIENCE_ID, Actor
from community.policies.permission import Permission
from community.policies.registry import ensure
from community.questions import actions_answers as answers
from community.questions.models import Answer, Question


def answer_with_article(
    actor: Actor, question: Question, article_id: int, prose: Prose, *, lang: str
) -> Answer:
    """An answer that is an article plus a sentence; the article must be one that the actor reads."""
    ensure(actor, Permission.ANSWER_POST, question)
    _readable(actor, article_id)
    return answers.answer(actor, question, prose, lang=lang, article_id=article_id)


def _readable(actor: Actor, article_id: int) -> None:
    try:
        get_subject(actor, article_id)
    except NotFound as unseen:
        raise Invalid(_l("Choose an article first."), field="article") from unseen
    if not is_live_article(article_id):
        raise Invalid(_l("Choose an article first."), field="article")


def promote_answer(actor: Actor, answer: Answer, article_id: int) -> bool:
    """Show an accepted or official answer on an article; False when it is shown there already."""
    ensure(actor, Permission.ANSWER_PROMOTE, answer)
    question = get_locked(Question, answer.question_id)
    lock(answer)
    ensure_visible(actor, db.session.get_one(Subject, answer.id))
    if not answer.is_official and question.accepted_answer_id != answer.id:
        raise Conflict(_l("Only an accepted or official answer can stand on an article."))
    _readable(actor, article_id)
    fresh = link(actor, answer.id, article_id, LinkKind.PROMOTED_ON)
    if fresh:
        _note(actor, answer, article_id, is_promoted=True)
    else:
        _choose_again(actor, answer, article_id)
    return fresh


def _choose_again(actor: Actor, answer: Answer, article_id: int) -> None:
    """It is shown as it reads now, whoever changed it since."""
    chosen = update(Link).where(*_shown(answer, article_id))
    db.session.execute(chosen.values(created_at=now(), made_by_id=actor.member_id))


def _shown(answer: Answer, article_id: int) -> tuple[ColumnElement[bool], ...]:
    here = Link.from_id == answer.id, Link.to_id == article_id
    return *here, Link.kind == LinkKind.PROMOTED_ON


def withdraw_promotion(actor: Actor, answer: Answer, article_id: int) -> bool:
    """Show the answer on the article no longer; False when it was not."""
    ensure(actor, Permission.ANSWER_PROMOTE, answer)
    lock(answer)
    gone = delete(Link).where(*_shown(answer, article_id))
    was = db.session.execute(gone.returning(Link.id)).first() is not None
    if was:
        _note(actor, answer, article_id, is_promoted=False)
    return was


def _note(actor: Actor, answer: Answer, article_id: int, *, is_promoted: bool) -> None:
    deed = "answer.promoted" if is_promoted else "answer.promotion_withdrawn"
    audit(actor.member_id, deed, ("answer", answer.id), article=article_id)
    record(
        AnswerPromoted(
            answer_id=answer.id,
            article_id=article_id,
            actor_id=actor.member_id or 0,
            is_promoted=is_promoted,
        )
    )


def make_article(
    actor: Actor,
    question: Question,
    section: HelpSection,
    text: ArticleText,
    *,
    lang: str,
    telling: Sequence[Answer],
) -> Article:
    """A draft made of a public, solved question and the answers that tell; their authors and the asker are credited."""
    ensure(actor, Permission.ARTICLE_WRITE)
    lock(question)
    _check_source(question, telling)
    areas = [question.product_area_id] if question.product_area_id is not None else []
    article = articles.create_article(actor, section, lang=lang, product_area_ids=areas)
    articles.write_draft(actor, article, lang, text)
    for answer in telling:
        link(actor, article.id, answer.id, LinkKind.MADE_FROM)
        _credit(article, answer.author_id, CreditKind.ANSWERER)
    _credit(article, question.author_id, CreditKind.ASKER)
    audit(
        actor.member_id, "article.made_of_question", ("article", article.id), question=question.id
    )
    record(
        ArticleMadeOfQuestion(
            article_id=article.id, question_id=question.id, actor_id=actor.member_id or 0
        )
    )
    return article


def _check_source(question: Question, telling: Sequence[Answer]) -> None:
    """Conflict for what no article can be made of, or was made of before."""
    subject = get_locked(Subject, question.id)
    if subject.audience_id != PUBLIC_AUDIENCE_ID:
        raise Conflict(_l("This question is private: write the article without its words."))
    ids = [one.id for one in telling if is_shown(one.id)]
    if not ids or len(ids) < len(telling):
        raise Conflict(
            _l("An article can be made of a question with an accepted or official answer.")
        )
    if find_article_made_of(ids) is not None:
        raise Conflict(_l("An article has been made of this question already."))


def _credit(article: Article, member_id: int | None, kind: CreditKind) -> None:
    if member_id is not None:
        insert_once(
            ArticleAuthor, article_id=article.id, member_id=member_id, kind=kind, credited_at=now()
        )

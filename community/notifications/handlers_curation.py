"""What became of people's questions and answers in the help center is told to them."""

from sqlalchemy import select

from community.articles.addresses import article_address
from community.articles.models import ArticleAuthor, ArticleRevision, SectionSlug, Translation
from community.content.models import Link, LinkKind, Subject
from community.core.db import db
from community.events import AnswerPromoted, ArticlePublished, IdeaMadeOfQuestion, SubjectShown
from community.notifications.actions import tell
from community.notifications.kinds import Kind
from community.notifications.recipients import credited_on
from community.notifications.threads import find_thread


def tell_of_article(event: ArticlePublished) -> None:
    """An article made of a question concerns whoever asked and answered it, once, in the first language there is."""
    people = credited_on(event.article_id)
    members = list(db.session.scalars(people.order_by(ArticleAuthor.member_id)))
    place = _place(event.article_id, event.locale) if members else None
    for member_id in members if place else ():
        tell(
            f"ArticleMade:{event.article_id}:{member_id}",
            Kind.ARTICLE_MADE,
            subject_id=event.article_id,
            thread_id=event.article_id,
            actor_id=event.actor_id,
            words={**(place or {}), "member_id": member_id},
        )


def _place(article_id: int, locale: str) -> dict[str, str] | None:
    statement = (
        select(ArticleRevision.title, SectionSlug.slug, Translation.slug)
        .join(Translation, Translation.published_revision_id == ArticleRevision.id)
        .join(
            SectionSlug,
            (SectionSlug.section_id == Translation.section_id) & (SectionSlug.locale == locale),
        )
        .where(Translation.article_id == article_id, Translation.locale == locale)
    )
    row = db.session.execute(statement).first()
    return {"title": row[0], "path": article_address(locale, row[1], row[2])} if row else None


def tell_of_promotion(event: AnswerPromoted) -> None:
    """An answer that stands on an article concerns its author, unless it was taken from there again."""
    standing = select(Link.id).where(
        Link.from_id == event.answer_id,
        Link.to_id == event.article_id,
        Link.kind == LinkKind.PROMOTED_ON,
    )
    thread = find_thread(event.answer_id)
    if thread is None or db.session.scalars(standing).first() is None:
        return
    tell(
        f"AnswerPromoted:{event.answer_id}:{event.article_id}",
        Kind.ANSWER_PROMOTED,
        subject_id=event.answer_id,
        thread_id=thread.id,
        actor_id=event.actor_id,
        words={"title": thread.title, "path": thread.path},
    )


def tell_of_idea(event: IdeaMadeOfQuestion | SubjectShown) -> None:
    """An idea made of a question concerns those who asked or follow that, once, as soon as it can be seen."""
    idea_id = event.idea_id if isinstance(event, IdeaMadeOfQuestion) else event.subject_id
    origin = select(Link.to_id).where(Link.from_id == idea_id, Link.kind == LinkKind.RAISED_FROM)
    question_id = db.session.scalars(origin).first()
    subject, thread = db.session.get(Subject, idea_id), find_thread(idea_id)
    if question_id is None or subject is None or thread is None or not subject.is_visible:
        return
    tell(
        f"IdeaMade:{idea_id}",
        Kind.IDEA_MADE,
        subject_id=idea_id,
        thread_id=idea_id,
        actor_id=subject.author_id,
        words={"title": thread.title, "path": thread.path, "question_id": question_id},
    )

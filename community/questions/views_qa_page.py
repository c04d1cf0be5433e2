"""A question as search engines read it: QAPage of schema.org."""

from typing import Any

from community.content.models import Visibility
from community.questions.addresses import page_of, thread_path
from community.questions.models import Question
from community.questions.queries_thread import AnswerRow, Thread


def qa_page(thread: Thread, site: str) -> dict[str, Any]:
    """This page of the thread as JSON-LD, with addresses on `site`; only what every visitor may see is in it."""
    question = thread.facts.question
    shown = [one for one in thread.answers if one.visibility is Visibility.VISIBLE]
    accepted = [one for one in shown if one.is_accepted]
    others = [one for one in shown if not one.is_accepted]
    entity: dict[str, Any] = {
        "@type": "Question",
        "name": question.title,
        "text": question.text,
        "url": site + thread_path(question.id, question.slug),
        "inLanguage": thread.facts.subject.lang,
        "answerCount": question.answer_count,
        "upvoteCount": question.same_question_count + question.votes_imported,
        "datePublished": question.created_at.isoformat(),
        **_changed(question),
        "author": _person(thread, question.author_id, site),
    }
    if accepted:
        entity["acceptedAnswer"] = _answer(thread, accepted[0], site)
    if others:
        entity["suggestedAnswer"] = [_answer(thread, one, site) for one in others]
    return {"@context": "https://schema.org", "@type": "QAPage", "mainEntity": entity}


def _answer(thread: Thread, answer: AnswerRow, site: str) -> dict[str, Any]:
    question = thread.facts.question
    page = thread_path(question.id, question.slug, page_of(answer.place))
    return {
        "@type": "Answer",
        "text": answer.text,
        "inLanguage": answer.lang,
        "upvoteCount": answer.votes,
        "url": f"{site}{page}#answer-{answer.id}",
        "datePublished": answer.created_at.isoformat(),
        **_changed(answer),
        "author": _person(thread, answer.author_id, site),
    }


def _changed(post: Question | AnswerRow) -> dict[str, str]:
    return {"dateModified": post.edited_at.isoformat()} if post.edited_at else {}


def _person(thread: Thread, member_id: int | None, site: str) -> dict[str, Any]:
    person = thread.people.get(member_id or 0)
    if person is None or person.is_erased:
        return {"@type": "Person", "name": "–"}
    return {"@type": "Person", "name": person.name, "url": f"{site}/members/{person.handle}"}

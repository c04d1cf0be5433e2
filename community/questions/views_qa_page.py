"""A question as search engines read it: QAPage of schema.org."""

from typing import Any

from community.questions.queries_thread import AnswerRow, Thread


def qa_page(thread: Thread, address: str) -> dict[str, Any]:
    """The page as JSON-LD; only what every visitor may see is in it."""
    question = thread.facts.question
    accepted = [one for one in thread.answers if one.is_accepted]
    others = [one for one in thread.answers if not one.is_accepted]
    entity: dict[str, Any] = {
        "@type": "Question",
        "name": question.title,
        "text": question.text,
        "answerCount": question.answer_count,
        "upvoteCount": question.same_question_count + question.votes_imported,
        "datePublished": question.created_at.isoformat(),
        "author": _person(thread, question.author_id),
        "suggestedAnswer": [_answer(thread, one, address) for one in others],
    }
    if accepted:
        entity["acceptedAnswer"] = _answer(thread, accepted[0], address)
    return {"@context": "https://schema.org", "@type": "QAPage", "mainEntity": entity}


def _answer(thread: Thread, answer: AnswerRow, address: str) -> dict[str, Any]:
    return {
        "@type": "Answer",
        "text": answer.text,
        "upvoteCount": answer.votes,
        "url": f"{address}#answer-{answer.id}",
        "datePublished": answer.created_at.isoformat(),
        "author": _person(thread, answer.author_id),
    }


def _person(thread: Thread, member_id: int | None) -> dict[str, Any]:
    person = thread.people.get(member_id or 0)
    return {"@type": "Person", "name": person.name if person and not person.is_erased else "–"}

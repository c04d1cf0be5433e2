"""What happened to a post: each edit with who, when, why, and both texts side by side."""

from typing import Any

from flask import Blueprint, render_template, request, url_for

from community.accounts.session import current_actor
from community.content.models import Subject
from community.content.presentation_history import differences
from community.content.queries import get_subject, list_authors
from community.content.queries_history import Version, ensure_history, list_edits
from community.ideas.queries import get_idea
from community.policies.access import access
from community.policies.permission import Permission
from community.questions.queries import get_answer, get_question, list_changes

blueprint = Blueprint("history", __name__)


@blueprint.get("/questions/<int:question_id>/history")
@access(Permission.SEE_EDITS)
def of_question(question_id: int) -> str:
    """What a question said before, and through which states it went."""
    question = get_question(current_actor(), question_id)
    there = url_for("questions.show", question_id=question.id, slug=question.slug)
    return _page(
        get_subject(current_actor(), question.id),
        Version(question.title, question.body),
        place=(question.title, there, "questions"),
        changes=[] if request.args.get("after") else list_changes(question.id),
    )


@blueprint.get("/answers/<int:answer_id>/history")
@access(Permission.SEE_EDITS)
def of_answer(answer_id: int) -> str:
    """What an answer said before."""
    answer = get_answer(current_actor(), answer_id)
    question = get_question(current_actor(), answer.question_id)
    there = url_for("answers.find", answer_id=answer.id)
    return _page(
        get_subject(current_actor(), answer.id),
        Version(None, answer.body),
        place=(question.title, there, "questions"),
    )


@blueprint.get("/ideas/<int:idea_id>/history")
@access(Permission.SEE_EDITS)
def of_idea(idea_id: int) -> str:
    """What an idea said before."""
    idea = get_idea(current_actor(), idea_id)
    there = url_for("ideas.show", board=idea.board.slug, idea_id=idea.id, slug=idea.slug)
    return _page(idea.subject, Version(idea.title, idea.body), place=(idea.title, there, "ideas"))


def _page(subject: Subject, present: Version, place: tuple[str, str, str], **words: Any) -> str:
    ensure_history(current_actor(), subject)
    page = list_edits(subject.id, present, request.args.get("after"))
    changes = words.setdefault("changes", [])
    people = [one for edit in page.items for one in (edit.author_id, edit.approved_by_id)]
    title, there, section = place
    return render_template(
        "content/history.html",
        subject=subject,
        title=title,
        there=there,
        section=section,
        page=page,
        differing={one.number: differences(one.before, one.after) for one in page.items},
        people=list_authors([*people, subject.author_id, *(one.actor_id for one in changes)]),
        **words,
    )

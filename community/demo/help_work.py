"""Members suggest edits of the demo's articles, readers say what helps, and both become work."""

from functools import partial
from typing import Any

from flask import current_app
from sqlalchemy import select

from community.articles.actions_life import explain_rating, rate
from community.articles.actions_suggesting import (
    Seen,
    accept_suggestion,
    reject_suggestion,
    suggest_edit,
)
from community.articles.models import Article, ArticleRevision, Translation
from community.articles.states import FeedbackReason, Significance
from community.articles.texts import ArticleText, compose
from community.core.db import db
from community.demo.help_center import WRITER, find_article
from community.demo.reading import read_yaml
from community.demo.stage import Stage


def plan_help_work(stage: Stage) -> None:
    """Plan the suggested edits with what writers made of them, and what readers said."""
    work, made = read_yaml("help/work.yaml"), dict[int, int]()
    for place, one in enumerate(work["edits"]):
        stage.plan(stage.at(one["at"]), partial(_suggest, stage, one, made, place))
        if "decided" in one:
            stage.plan(stage.at(one["decided"]), partial(_accept, stage, one, made, place))
        elif "rejected" in one:
            stage.plan(stage.at(one["rejected"]), partial(_reject, stage, one, made, place))
    for one in work["voices"]:
        stage.plan(stage.at(one["at"]), partial(_say, stage, one))


def settle_help_work() -> None:
    """Open the tasks that the articles call for today, and look at their links."""
    jobs = current_app.extensions["portal_queue"].jobs
    for job in ("check_article_links", "settle_article_tasks"):
        jobs[job][0]()


def _suggest(stage: Stage, one: dict[str, Any], made: dict[int, int], place: int) -> None:
    article, text = find_article(stage, one["page"]), _changed(stage, one)
    found = suggest_edit(stage.actor(one["by"]), article, one["locale"], text, note=one["note"])
    made[place] = found.revision_id


def _accept(stage: Stage, one: dict[str, Any], made: dict[int, int], place: int) -> None:
    seen = Seen(published_id=_published(stage, one).id, draft=(0, 0))
    accept_suggestion(
        stage.actor(WRITER),
        find_article(stage, one["page"]),
        made[place],
        _changed(stage, one),
        seen=seen,
        significance=Significance.TYPO,
        publishes=True,
        answer=one["answer"],
    )


def _reject(stage: Stage, one: dict[str, Any], made: dict[int, int], place: int) -> None:
    article: Article = find_article(stage, one["page"])
    reject_suggestion(stage.actor(WRITER), article, made[place], one["answer"])


def _changed(stage: Stage, one: dict[str, Any]) -> ArticleText:
    """The article with the member's change; ValueError for a change of words that are not there."""
    revision = _published(stage, one)
    if one["change"] not in revision.body:
        raise ValueError(f"{one['page']} does not say {one['change']!r}")
    body = revision.body.replace(one["change"], one["to"], 1)
    return compose(revision.title, revision.summary, body, lang=one["locale"])


def _translation(stage: Stage, one: dict[str, Any]) -> Translation:
    statement = select(Translation).where(
        Translation.article_id == stage.made[one["page"]], Translation.locale == one["locale"]
    )
    return db.session.scalars(statement).one()


def _published(stage: Stage, one: dict[str, Any]) -> ArticleRevision:
    return db.session.get_one(
        ArticleRevision, _translation(stage, one).published_revision_id, populate_existing=True
    )


def _say(stage: Stage, one: dict[str, Any]) -> None:
    actor, translation = stage.actor(one["by"]), _translation(stage, one)
    rate(actor, translation, was_helpful=one["helped"])
    reason = FeedbackReason(one["reason"]) if "reason" in one else None
    explain_rating(actor, translation, reason=reason, text=one.get("text", ""))

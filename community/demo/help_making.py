"""Texts of the demo on their way to readers: in review, returned, scheduled, and one whose translation lags behind."""

from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from community.articles import actions, actions_review
from community.articles.actions_publishing import publish
from community.articles.models import ArticleRevision, Translation
from community.articles.states import Significance
from community.articles.texts import compose
from community.core.db import db
from community.demo.help_center import find_article
from community.demo.reading import read_yaml
from community.demo.stage import Stage


def plan_help_making(stage: Stage) -> None:
    """Plan the drafts with what became of each."""
    for one in read_yaml("help/making.yaml"):
        stage.plan(stage.at(one["at"]), partial(_write, stage, one))
        for step in one["then"]:
            stage.plan(stage.at(step["at"]), partial(_lead, stage, one, step))


def _write(stage: Stage, one: dict[str, Any]) -> None:
    article, locale = find_article(stage, one["page"]), one["locale"]
    said = _published(article.id, locale)
    if one["change"] not in said.body:
        raise ValueError(f"{one['page']} does not say {one['change']!r}")
    body = said.body.replace(one["change"], one["to"], 1)
    text = compose(said.title, said.summary, body, lang=locale)
    significance = Significance(one.get("significance", "medium"))
    actions.write_draft(
        stage.actor(one["by"]),
        article,
        locale,
        text,
        significance=significance,
        note=one["note"],
    )


def _published(article_id: int, locale: str) -> ArticleRevision:
    statement = (
        select(ArticleRevision)
        .join(Translation, Translation.published_revision_id == ArticleRevision.id)
        .where(Translation.article_id == article_id, Translation.locale == locale)
    )
    return db.session.scalars(statement).one()


def _lead(stage: Stage, one: dict[str, Any], step: dict[str, Any]) -> None:
    article, locale = find_article(stage, one["page"]), one["locale"]
    actor, text = stage.actor(step["by"]), step.get("text", "")
    if step["do"] == "publish":
        publish(actor, article, locale)
    elif step["do"] == "schedule":
        at = stage.now + timedelta(days=step["in_days"])
        actions_review.schedule(actor, article, locale, at)
    elif step["do"] in ("submit", "approve"):
        getattr(actions_review, step["do"])(actor, article, locale, text=text)
    else:
        getattr(actions_review, step["do"])(actor, article, locale, text)

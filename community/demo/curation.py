"""Where articles and questions of the demo meet, and an article that not everybody sees."""

from functools import partial
from typing import Any

from sqlalchemy import select

from community.articles import actions as articles
from community.articles.actions_audience import set_audience
from community.articles.actions_publishing import publish
from community.articles.models import Article, HelpSection, SectionSlug
from community.articles.texts import ArticleText, compose
from community.content.prose import compose as compose_post
from community.core.db import db, get_locked
from community.curation import actions
from community.demo.reading import read_yaml
from community.demo.stage import Stage
from community.questions.models import Answer, Question

Texts = dict[str, ArticleText]


def plan_curation(stage: Stage) -> None:
    """Plan answers with articles, answers on articles, an article made of a question and one for two plans."""
    scene = read_yaml("help/curation.yaml")
    for one in scene["answers"]:
        prose = compose_post(one["body"])
        stage.plan(stage.at(one["at"]), partial(_answer, stage, one, prose))
    for one in scene["promoted"]:
        stage.plan(stage.at(one["at"]), partial(_promote, stage, one))
    for kind, act in (("made", _make), ("closed", _close)):
        for one in scene[kind]:
            stage.plan(stage.at(one["at"]), partial(act, stage, one, _texts(one)))


def _texts(one: dict[str, Any]) -> Texts:
    return {
        lang: compose(said["title"], said["summary"], said["body"], lang=lang)
        for lang, said in one["texts"].items()
    }


def _answer(stage: Stage, one: dict[str, Any], prose: Any) -> None:
    question = get_locked(Question, stage.made[one["question"]])
    article_id = stage.made[one["page"]]
    actor = stage.actor(one["by"])
    actions.answer_with_article(actor, question, article_id, prose, lang=one["lang"])


def _promote(stage: Stage, one: dict[str, Any]) -> None:
    answer = get_locked(Answer, stage.made[one["answer"]])
    actions.promote_answer(stage.actor(one["by"]), answer, stage.made[one["page"]])


def _make(stage: Stage, one: dict[str, Any], texts: Texts) -> None:
    question = get_locked(Question, stage.made[one["question"]])
    telling = [get_locked(Answer, stage.made[one["answer"]])]
    actor, lang = stage.actor(one["by"]), next(iter(texts))
    made = actions.make_article(
        actor, question, _section(one["section"]), texts[lang], lang=lang, telling=telling
    )
    _publish(stage, one, made, texts)


def _close(stage: Stage, one: dict[str, Any], texts: Texts) -> None:
    actor = stage.actor(one["by"])
    made = articles.create_article(actor, _section(one["section"]), lang=next(iter(texts)))
    _publish(stage, one, made, texts)
    set_audience(actor, made, one["grants"])
    stage.made[one["key"]] = made.id


def _publish(stage: Stage, one: dict[str, Any], article: Article, texts: Texts) -> None:
    for lang, text in texts.items():
        articles.write_draft(stage.actor(one["by"]), article, lang, text)
        publish(stage.actor(one["by"]), article, lang)


def _section(slug: str) -> HelpSection:
    statement = (
        select(HelpSection)
        .join(SectionSlug, SectionSlug.section_id == HelpSection.id)
        .where(SectionSlug.locale == "en", SectionSlug.slug == slug)
    )
    return db.session.scalars(statement).one()

"""What there is to do on the writers' desk: at a glance, task by task, by what readers said, by broken links."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.articles import (
    actions_links,
    actions_tasks,
    queries_desk,
    queries_faults,
    queries_tasks,
    queries_work,
)
from community.articles.queries_desk import DeskFilters
from community.articles.queries_tasks import TaskFilters
from community.articles.queries_work import VoiceFilters
from community.articles.states import DeskSort, FeedbackReason, Staleness, Trust
from community.articles.states_work import FAULTY, LinkState, TaskKind, TaskOwner
from community.articles.texts import compose
from community.articles.wording import words_of_staleness, words_of_trust
from community.articles.wording_work import (
    words_of_links,
    words_of_owners,
    words_of_reasons,
    words_of_tasks,
)
from community.core.db import writing
from community.core.errors import NotFound
from community.core.i18n import LOCALES, NAMES
from community.policies.access import access
from community.policies.permission import Permission
from community.search.queries_report import list_unfound

blueprint = Blueprint("articles_work", __name__)

Page = str | Response
LANG = f"<any({', '.join(LOCALES)}):lang>"
# How many of each list the page at a glance shows.
FEW = 5
LEAST_HELPFUL = DeskFilters(state="published", sort=DeskSort.LEAST_HELPFUL)
UNVERIFIED = DeskFilters(state="published", trust=Trust.UNVERIFIED, sort=DeskSort.MOST_READ)
OUTDATED = DeskFilters(state="published", staleness=Staleness.OUT_OF_DATE)


@blueprint.get("/desk/articles/work")
@access(Permission.ARTICLE_WRITE)
def index() -> Page:
    """What there is to do, at a glance."""
    actor = current_actor()
    helpless = queries_desk.list_desk(actor, LEAST_HELPFUL, size=FEW).items
    return render_template(
        "articles/work.html",
        numbers=queries_work.count_work(actor),
        mine=queries_tasks.list_tasks(actor, TaskFilters()).items[:FEW],
        least_helpful=[one for one in helpless if one.unhelpful_count],
        unverified=queries_desk.list_desk(actor, UNVERIFIED, size=FEW).items,
        outdated=queries_desk.list_desk(actor, OUTDATED, size=FEW).items,
        searches=list_unfound(limit=FEW),
        voices=queries_work.list_voices(actor, VoiceFilters(with_words=True), size=FEW).items,
        **_words(),
    )


def _words() -> dict[str, Any]:
    return {
        "languages": NAMES,
        "kinds": words_of_tasks(),
        "trusts": words_of_trust(),
        "stalenesses": words_of_staleness(),
        "reasons": words_of_reasons(),
    }


@blueprint.get("/desk/articles/tasks")
@access(Permission.ARTICLE_VERIFY)
def tasks() -> Page:
    """Open tasks: one's own, nobody's, everybody's."""
    actor, given = current_actor(), request.args
    owner, kind = given.get("owner"), given.get("kind")
    others = actor.is_staff and owner in list(TaskOwner)
    filters = TaskFilters(
        owner=TaskOwner(owner or TaskOwner.MINE) if others else TaskOwner.MINE,
        kind=TaskKind(kind) if kind in list(TaskKind) else None,
    )
    page = queries_tasks.list_tasks(actor, filters, given.get("after"))
    owners = words_of_owners()
    return render_template(
        "articles/tasks.html", page=page, filters=filters, owners=owners, **_words()
    )


@blueprint.post("/desk/articles/tasks/<int:task_id>/done")
@access(Permission.ARTICLE_WRITE)
def finish(task_id: int) -> Page:
    """Say that one has looked into what readers said."""
    actor = current_actor()
    article = queries_desk.get_article(actor, queries_tasks.get_task_article(task_id))
    with writing():
        actions_tasks.finish_task(actor, task_id, article)
    flash(_("Done. It comes back only if a new text fares no better."), "success")
    return redirect(url_for("articles_work.tasks"), 303)


@blueprint.get("/desk/articles/feedback")
@access(Permission.ARTICLE_WRITE)
def feedback() -> Page:
    """What readers said of articles."""
    filters = _voice_filters()
    page = queries_work.list_voices(current_actor(), filters, request.args.get("after"))
    return render_template("articles/feedback.html", page=page, filters=filters, **_words())


def _voice_filters() -> VoiceFilters:
    given = request.args
    article, helped = given.get("article", ""), given.get("helped")
    return VoiceFilters(
        article_id=int(article) if article.isdecimal() and len(article) < 10 else None,
        locale=given["lang"] if given.get("lang") in LOCALES else None,
        reason=FeedbackReason(given["reason"])
        if given.get("reason") in list(FeedbackReason)
        else None,
        was_helpful={"yes": True, "no": False}.get(helped or ""),
        with_words=given.get("words") == "1",
    )


@blueprint.get("/desk/articles/links")
@access(Permission.ARTICLE_WRITE)
def links() -> Page:
    """Links between pages that do not lead where they should."""
    actor, given = current_actor(), request.args.get("state")
    state = LinkState(given) if given in FAULTY else None
    page = queries_faults.list_faulty_links(actor, state=state, after=request.args.get("after"))
    words = words_of_links()
    return render_template("articles/links.html", page=page, state=state, states=words, **_words())


@blueprint.post(f"/desk/articles/<int:article_id>/{LANG}/links/mend")
@access(Permission.ARTICLE_PUBLISH)
def mend(article_id: int, lang: str) -> Page:
    """Bring the links of an article that moved to their present addresses."""
    actor = current_actor()
    article = queries_desk.get_article(actor, article_id)
    translation = queries_desk.get_translation(article_id, lang)
    published = translation.published
    if published is None:
        raise NotFound
    found = queries_faults.list_links(translation.id)
    site = current_app.config["PORTAL"].public_url
    body = actions_links.with_present_addresses(published.body, found, site=site)
    text = compose(published.title, published.summary, body, lang=lang)
    with writing():
        actions_links.mend_links(actor, article, lang, text=text, revision_id=published.id)
    flash(_("The links lead to the present addresses now."), "success")
    return redirect(url_for("articles_work.links"), 303)

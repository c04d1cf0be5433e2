"""The desk of tags: their words and synonyms, and how two become one."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.content import actions_tag_desk, queries_tags
from community.content.actions_tag_desk import TagWords
from community.content.actions_tags import tag_key
from community.content.forms_topics import MergeForm, TagForm, present
from community.content.models import Tag
from community.core.db import writing
from community.core.errors import Invalid
from community.core.forms import text
from community.core.i18n import local
from community.policies.access import access
from community.policies.permission import Permission

blueprint = Blueprint("tags_desk", __name__)

Page = str | Response | tuple[str, int]


@blueprint.get("/desk/tags")
@access(Permission.TAXONOMY_MANAGE)
def index() -> Page:
    """All tags with what is under them."""
    asked = request.args.get("q", "")[:40]
    return render_template(
        "content/tags_desk.html",
        page=queries_tags.list_tags(tag_key(asked), request.args.get("after")),
        merging=queries_tags.list_merging(),
        asked=asked,
    )


@blueprint.route("/desk/tags/<int:tag_id>", methods=["GET", "POST"])
@access(Permission.TAXONOMY_MANAGE)
def change(tag_id: int) -> Page:
    """Other words, other synonyms."""
    tag = queries_tags.get_tag(tag_id)
    form = TagForm.of_request(**_shown(tag))
    if form.is_sent:
        words = TagWords(
            name=form.in_languages("name"),
            description=form.in_languages("description"),
            synonyms=tuple(filter(None, map(str.strip, text(form.synonyms).splitlines()))),
        )
        try:
            with writing():
                actions_tag_desk.change_tag(current_actor(), tag, words)
            flash(_("Kept."), "success")
            return redirect(url_for("tags_desk.change", tag_id=tag.id), 303)
        except Invalid as invalid:
            form.land(invalid)
    return _page(tag, form, MergeForm())


@blueprint.post("/desk/tags/<int:tag_id>/merge")
@access(Permission.TAXONOMY_MANAGE)
def merge(tag_id: int) -> Page:
    """Let a tag become a synonym of another."""
    tag, form = queries_tags.get_tag(tag_id), MergeForm.of_request()
    if form.is_sent:
        try:
            with writing():
                into = actions_tag_desk.merge_tags(current_actor(), tag, text(form.into))
            name = local(into.name)
            flash(_("From now on it means “%(tag)s”. The rest follows soon.", tag=name), "success")
            return redirect(url_for("tags_desk.change", tag_id=into.id), 303)
        except Invalid as invalid:
            form.land(invalid)
    return _page(tag, TagForm(data=_shown(tag)), form)


def _shown(tag: Tag) -> dict[str, str]:
    synonyms = "\n".join(queries_tags.list_synonyms(tag.id))
    return present(tag.name, tag.description) | {"synonyms": synonyms}


def _page(tag: Tag, form: TagForm, merge_form: MergeForm) -> Page:
    status = 422 if request.method == "POST" else 200
    page = render_template("content/tag_desk.html", tag=tag, form=form, merge_form=merge_form)
    return page, status

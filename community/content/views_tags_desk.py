"""The desk of tags: their words and synonyms, and how two become one."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.content import actions_tag_desk, actions_tag_merging, queries_tags
from community.content.actions_tag_desk import TagWords
from community.content.actions_tags import tag_key
from community.content.forms_topics import KeyForm, MergeForm, TagForm, present
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
@access(Permission.TAGS_MANAGE)
def index() -> Page:
    """All tags with what is under them."""
    asked, after = request.args.get("q", "")[:40], request.args.get("after")
    return render_template(
        "content/tags_desk.html",
        page=queries_tags.list_tags(tag_key(asked), after, with_unseen=True),
        merging=queries_tags.list_merging(),
        asked=asked,
    )


@blueprint.route("/desk/tags/<int:tag_id>", methods=["GET", "POST"])
@access(Permission.TAGS_MANAGE)
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
    return _page(tag, form=form)


@blueprint.post("/desk/tags/<int:tag_id>/merge")
@access(Permission.TAGS_MANAGE)
def merge(tag_id: int) -> Page:
    """Let a tag become a synonym of another."""
    tag, form = queries_tags.get_tag(tag_id), MergeForm.of_request()
    if form.is_sent:
        try:
            with writing():
                into = actions_tag_merging.merge_tags(current_actor(), tag, text(form.into))
            name = local(into.name)
            flash(_("From now on it means “%(tag)s”. The rest follows soon.", tag=name), "success")
            return redirect(url_for("tags_desk.change", tag_id=into.id), 303)
        except Invalid as invalid:
            form.land(invalid)
    return _page(tag, merge_form=form)


@blueprint.post("/desk/tags/merges/<int:merge_id>/undo")
@access(Permission.TAGS_MANAGE)
def undo_merge(merge_id: int) -> Page:
    """Let a merged tag stand for itself again."""
    with writing():
        tag = actions_tag_merging.undo_merge(current_actor(), merge_id)
    name = local(tag.name)
    flash(_("“%(tag)s” is a tag of its own again. The rest follows soon.", tag=name), "success")
    return redirect(url_for("tags_desk.change", tag_id=tag.id), 303)


@blueprint.post("/desk/tags/<int:tag_id>/rename")
@access(Permission.TAGS_MANAGE)
def rename(tag_id: int) -> Page:
    """Another key; the old address leads to the new one."""
    tag, form = queries_tags.get_tag(tag_id), KeyForm.of_request()
    if form.is_sent:
        try:
            with writing():
                actions_tag_desk.rename_tag(current_actor(), tag, text(form.key))
            flash(_("Kept."), "success")
            return redirect(url_for("tags_desk.change", tag_id=tag.id), 303)
        except Invalid as invalid:
            form.land(invalid)
    return _page(tag, key_form=form)


def _shown(tag: Tag) -> dict[str, str]:
    former = set(queries_tags.list_former_keys(tag.id))
    synonyms = [one for one in queries_tags.list_synonyms(tag.id) if one not in former]
    return present(tag.name, tag.description) | {"synonyms": "\n".join(synonyms)}


def _page(
    tag: Tag,
    *,
    form: TagForm | None = None,
    key_form: KeyForm | None = None,
    merge_form: MergeForm | None = None,
) -> Page:
    page = render_template(
        "content/tag_desk.html",
        tag=tag,
        form=form or TagForm(data=_shown(tag)),
        key_form=key_form or KeyForm(data={"key": tag.key}),
        merge_form=merge_form or MergeForm(),
        former_keys=queries_tags.list_former_keys(tag.id),
        merges=queries_tags.list_merges(tag.id),
    )
    return page, 422 if request.method == "POST" else 200

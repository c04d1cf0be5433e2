"""Pages of topics: tags, parts of the product, and all that one follows."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.accounts.sharing import shared_by_peers
from community.articles.queries_following import get_section_place, list_followed_sections
from community.articles.queries_places import list_places_of_area
from community.circles.queries_hours import list_by_ids as list_hours
from community.content import actions, queries, queries_areas, queries_follows, queries_tags
from community.content.actions_tags import tag_key
from community.content.models import FollowState, TargetKind
from community.content.queries_follows import FollowRow, Topic
from community.content.views import back
from community.core.db import writing
from community.core.errors import Invalid, NotFound
from community.core.i18n import LOCALES, local, locale
from community.ideas.queries import list_ideas_of_area
from community.ideas.queries_following import get_board_place, list_followed_boards
from community.policies.access import access
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.questions.queries_lists import Filters, Tab, list_by_ids, list_questions
from community.recognition.queries_ledger import list_posts
from community.uptime.queries_following import list_followed_components, list_incident_titles

blueprint = Blueprint("topics", __name__)

Page = str | Response
Place = tuple[str, str]
# Name, address, and that it is followed or muted.
Line = tuple[str, str | None, FollowRow]
LOCALE = f"<any({', '.join(LOCALES)}):locale>"
KIND = "<any(tag, area, board, member):kind>"
AREA_ROWS = 5


@blueprint.get("/tags")
@access(Permission.PUBLIC_READ)
@shared_by_peers
def tags() -> Page:
    """All tags, those on most questions first; with `q`, those that hold these letters."""
    asked = request.args.get("q", "")[:40]
    page = queries_tags.list_tags(tag_key(asked), request.args.get("after"))
    return render_template("content/tags.html", page=page, asked=asked)


@blueprint.get("/tags/<key>")
@access(Permission.PUBLIC_READ)
@shared_by_peers
def tag(key: str) -> Page:
    """A tag: what it is about, its neighbours, its newest questions; a synonym answers 301."""
    actor, found = current_actor(), queries_tags.find_shown_tag(tag_key(key))
    if found is None:
        raise NotFound
    if key != found.key:
        return redirect(url_for(".tag", key=found.key), 301)
    page = list_questions(actor, Filters(tag_id=found.id), request.args.get("after"))
    follow = queries.find_follow(actor, TargetKind.TAG, found.id)
    return render_template(
        "content/tag.html",
        tag=found,
        page=page,
        tags=queries.list_tags_of([row.id for row in page.items]),
        related=queries_tags.list_related(found.id),
        is_following=follow is FollowState.FOLLOWING,
    )


@blueprint.get("/areas")
@access(Permission.PUBLIC_READ)
@shared_by_peers
def areas() -> str:
    """The parts of the product."""
    return render_template("content/areas.html", areas=queries_areas.list_areas())


@blueprint.get("/areas/<key>")
@access(Permission.PUBLIC_READ)
@shared_by_peers
def area(key: str) -> str:
    """A part of the product: who looks after it, its questions, articles and ideas."""
    actor, found = current_actor(), queries.find_product_area(key)
    if found is None:
        raise NotFound
    newest = list_questions(actor, Filters(product_area_id=found.id), size=AREA_ROWS).items
    unanswered = Filters(product_area_id=found.id, tab=Tab.UNANSWERED)
    waiting = list_questions(actor, unanswered, size=AREA_ROWS).items
    follow = queries.find_follow(actor, TargetKind.AREA, found.id)
    return render_template(
        "content/area.html",
        area=found,
        owners=queries_areas.list_owners(found.id),
        newest=newest,
        waiting=waiting,
        articles=list_places_of_area(actor, found.id, locale()),
        ideas=list_ideas_of_area(actor, found.id, AREA_ROWS),
        is_following=follow is FollowState.FOLLOWING,
    )


@blueprint.post(f"/topics/{KIND}/<int:topic_id>/follow")
@access(Permission.FOLLOW, replayable=True)
def follow(kind: str, topic_id: int) -> Page:
    """Follow a tag, an area, a board or a member, or with *withdraw* no longer."""
    return _follow(_topic(current_actor(), TargetKind(kind), topic_id))


@blueprint.post(f"/help/{LOCALE}/sections/<int:section_id>/follow")
@access(Permission.FOLLOW, replayable=True)
def follow_section(locale: str, section_id: int) -> Page:
    """The same for a section of the help center, whose page has a language of its own."""
    place = get_section_place(current_actor(), section_id, locale)
    return _follow(Topic(TargetKind.SECTION, section_id, *place))


def _follow(topic: Topic) -> Page:
    actor = current_actor()
    if topic.kind is TargetKind.MEMBER and topic.id == actor.member_id:
        raise Invalid(_("You cannot follow yourself."))
    act = actions.unfollow if request.form.get("withdraw") else actions.follow
    with writing():
        act(actor, topic.kind, topic.id)
    if not request.headers.get("HX-Request"):
        return redirect(back(), 303)
    return _button(actor, topic)


def _topic(actor: Actor, kind: TargetKind, topic_id: int) -> Topic:
    if kind is TargetKind.BOARD:
        return Topic(kind, topic_id, *get_board_place(actor, topic_id))
    return queries_follows.get_topic(kind, topic_id)


def _button(actor: Actor, topic: Topic) -> str:
    state = queries.find_follow(actor, topic.kind, topic.id)
    return render_template(
        "content/_topic_follow.html",
        kind=topic.kind.value,
        key=topic.id,
        following=state is FollowState.FOLLOWING,
        label=name_of(topic),
        action=request.path,
    )


def name_of(topic: Topic) -> str:
    """The topic in the reader's language."""
    return topic.name if isinstance(topic.name, str) else local(topic.name)


@blueprint.get("/following")
@access(Permission.ACCOUNT_OWN)
def following() -> Page:
    """All that I follow or have muted, with a way out of each."""
    actor = current_actor()
    page = queries_follows.list_followed_subjects(actor, request.args.get("after"))
    is_first = page.newer is None
    topics = queries_follows.list_followed_topics(actor) if is_first else []
    return render_template(
        "content/following.html",
        topics=[(name_of(topic), _address(topic), follow) for topic, follow in topics]
        + (_boards_and_sections(actor) + _components(actor) if is_first else []),
        page=page,
        places=_places(actor, page.items),
    )


def _boards_and_sections(actor: Actor) -> list[Line]:
    here = locale()

    def board(slug: str) -> str:
        return url_for("ideas.show_board", board=slug)

    def section(slug: str) -> str:
        return url_for("help.show_section", locale=here, section=slug)

    return [
        *(_line(*one, board) for one in list_followed_boards(actor)),
        *(_line(*one, section) for one in list_followed_sections(actor, here)),
    ]


def _line(
    place: tuple[str, Mapping[str, str]] | None,
    follow: FollowRow,
    address_of: Callable[[str], str],
) -> Line:
    """What the actor follows by name and address; what he no longer sees has neither."""
    if place is None:
        return _("Something you no longer see"), None, follow
    slug, name = place
    return local(name), address_of(slug), follow


def _components(actor: Actor) -> list[Line]:
    """What the actor follows on the status page."""
    everything = _("Everything on the status page")
    return [
        (local(name) if name else everything, url_for("status.show"), follow)
        for name, follow in list_followed_components(actor)
    ]


def _address(topic: Topic) -> str:
    if topic.kind is TargetKind.TAG:
        return url_for("topics.tag", key=topic.word)
    if topic.kind is TargetKind.AREA:
        return url_for("topics.area", key=topic.word)
    return url_for("members.profile", handle=topic.word)


def _places(actor: Actor, rows: Any) -> dict[int, Place]:
    """Title and address of what is followed, as far as the actor still sees it."""
    ids = [row.target_id for row in rows]
    if not ids:
        return {}
    questions = {
        one.id: (one.title, url_for("questions.show", question_id=one.id, slug=one.slug))
        for one in list_by_ids(actor, ids).values()
    }
    incidents = {
        key: (local(title), url_for("status.show_incident", incident_id=key))
        for key, title in list_incident_titles(actor, ids).items()
    }
    others = set(ids) - questions.keys() - incidents.keys()
    hours = {
        one.id: (one.title, url_for("live_hours.show", key=one.area_key, hour_id=one.id))
        for one in list_hours(actor, others)
    }
    return questions | incidents | list_posts(actor, others) | hours


@blueprint.post("/following/end")
@access(Permission.FOLLOW)
def end() -> Page:
    """Follow something no longer, or mute it no longer: also what one does not see any more."""
    row = _named()
    with writing():
        actions.unfollow(current_actor(), row.kind, row.target_id)
    return redirect(back(), 303)


@blueprint.post("/following/mute")
@access(Permission.FOLLOW)
def mute() -> Page:
    """Hear nothing of something that one follows, whatever else would bring news of it."""
    actor, row = current_actor(), _named()
    with writing():
        actions.follow(actor, row.kind, row.target_id, state=FollowState.MUTED)
    return redirect(back(), 303)


def _named() -> FollowRow:
    """What the form names, if the actor follows or has muted it."""
    kind, key = request.form.get("kind", ""), request.form.get("key", "")
    is_number = key.isascii() and key.isdecimal() and len(key) < 10
    if kind in list(TargetKind) and is_number:
        found = queries_follows.find_own(current_actor(), TargetKind(kind), int(key))
        if found is not None:
            return found
    raise Invalid(_("You do not follow this."))

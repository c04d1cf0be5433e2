"""A member as everybody may see him."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from community.accounts import queries, queries_members
from community.accounts.session import current_actor
from community.content.queries_follows import is_following_member
from community.ideas.queries_roadmap import list_shipped_for
from community.policies.access import access
from community.policies.permission import Permission
from community.recognition import queries as recognition_queries

blueprint = Blueprint("members", __name__)


@blueprint.get("/members/<handle>")
@access(Permission.PUBLIC_READ)
def profile(handle: str) -> str | BaseResponse:
    """The member of this handle; another spelling of it answers 301."""
    member = queries.get_member(handle)
    if handle != member.handle:
        return redirect(url_for(".profile", handle=member.handle), 301)
    roles = queries_members.roles_of([member.id]).get(member.id, ())
    actor = current_actor()
    return render_template(
        "accounts/profile.html",
        member=member,
        roles=roles,
        standing=recognition_queries.get_standing(actor, member),
        is_following=is_following_member(actor, member.id),
        shipped=list_shipped_for(actor, member.id),
    )

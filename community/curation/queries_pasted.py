"""What an address that somebody pasted leads to, for all who will see it there."""

from dataclasses import dataclass

from flask import current_app
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import HTTPException

from community.articles.link_finder import own_address
from community.articles.queries_links import Source, follow_link
from community.articles.states_work import LinkState
from community.content.models import Subject, SubjectKind
from community.core.db import db
from community.core.errors import Invalid
from community.policies.access import permission_of
from community.policies.actor import VISITOR
from community.policies.registry import can


@dataclass(frozen=True)
class Pasted:
    """A page of the portal: its path and, if it is one, the subject that stands there."""

    path: str
    subject_id: int | None = None
    kind: SubjectKind | None = None


def find_pasted(said: str, seen_from: Subject, *, field: str) -> Pasted:
    """Where an address leads; Invalid on the field for one that leads nowhere, elsewhere, or to what some may not see.

    Whoever sees the subject that it is pasted on must see what it leads to.
    """
    site = current_app.config["PORTAL"].public_url
    path = own_address(said.strip(), site)
    if path is None or not path.startswith("/"):
        raise Invalid(_l("Please paste the address of a page of this community."), field=field)
    led = follow_link(path, Source(seen_from.audience_id, frozenset()))
    if led.state is LinkState.CLOSED:
        raise Invalid(_l("Not everybody who reads this here may see that page."), field=field)
    if led.state is LinkState.BROKEN or (led.target_id is None and not _is_public(path)):
        raise Invalid(_l("There is no page at this address that everybody can open."), field=field)
    subject = db.session.get(Subject, led.target_id) if led.target_id is not None else None
    kind = subject.kind if subject is not None else None
    return Pasted(led.moved_to or path, led.target_id, kind)


def find_pasted_article(said: str) -> int | None:
    """The published help article at an address that somebody pasted, whoever may read it; None where there is none."""
    path = own_address(said.strip(), current_app.config["PORTAL"].public_url)
    # Read by nobody: no reader is left out.
    led = follow_link(path, Source(0, frozenset())) if path and path.startswith("/") else None
    if led is None or led.state is LinkState.BROKEN or led.target_id is None:
        return None
    subject = db.session.get(Subject, led.target_id)
    return subject.id if subject is not None and subject.kind is SubjectKind.ARTICLE else None


def _is_public(path: str) -> bool:
    """Whether a visitor may come to the route of a path that holds no subject."""
    try:
        endpoint, _values = current_app.url_map.bind("portal").match(
            path.partition("?")[0].partition("#")[0], method="GET"
        )
    except HTTPException:
        return False
    permission = permission_of(current_app.view_functions[endpoint])
    return permission is not None and can(VISITOR, permission)

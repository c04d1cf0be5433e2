"""Who may see something of the help center, in words: names of plans and segments, and what is inherited."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute

from community.accounts.queries_organisations import list_segments
from community.articles.audiences import MEMBERS, PLAN, POWER_USERS, PUBLIC, SEGMENT, STAFF
from community.articles.wording import listed, words_of_grants
from community.content.models import AudienceGrant
from community.core.clock import now
from community.core.db import db
from community.core.i18n import local
from community.service_levels.queries_menu import find_menu_in_force

ALL_OF_A_KIND = (PUBLIC, MEMBERS, POWER_USERS, STAFF)


def is_public(audience_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Whether everybody is in this audience, as a column."""
    everybody = select(AudienceGrant.audience_id).where(
        AudienceGrant.audience_id == audience_id, AudienceGrant.grant == "public"
    )
    return everybody.exists()


def list_choices() -> list[tuple[str, str]]:
    """What can be marked one by one: plans in force, segments, power users, as (grant, words)."""
    menu = find_menu_in_force(now())
    plans = [(f"{PLAN}{one.key}", local(one.name)) for one in (menu.plans if menu else ())]
    segments = [(f"{SEGMENT}{one.key}", local(one.name)) for one in list_segments()]
    return [*plans, *segments, (POWER_USERS, words_of_grants()[POWER_USERS])]


def names_of(grants: Iterable[str]) -> dict[str, str]:
    """Each grant in the reader's words; a plan or segment that is gone by its key. No statement for public ones."""
    wanted, words = list(grants), words_of_grants()
    known = {} if all(one in ALL_OF_A_KIND for one in wanted) else dict(list_choices())
    return {one: words.get(one) or known.get(one) or one.partition(":")[2] or one for one in wanted}


def seen_by(grants: Collection[str]) -> str:
    """Who these are, in one phrase of the reader's language: "Premium and staff"."""
    order = sorted(grants, key=lambda one: (one == STAFF, one))
    return listed(list(names_of(order).values()))


def list_grants_of(audience_ids: Collection[int]) -> dict[int, list[str]]:
    """The grants of these audiences; one statement."""
    statement = select(AudienceGrant.audience_id, AudienceGrant.grant).where(
        AudienceGrant.audience_id.in_(audience_ids)
    )
    found: dict[int, list[str]] = {one: [] for one in audience_ids}
    for audience_id, grant in db.session.execute(statement.order_by(AudienceGrant.grant)):
        found[audience_id].append(grant)
    return found


def find_mark(audience_id: int, *, is_public: bool) -> str | None:
    """Who sees what points at this audience, as a mark for readers who do; None, without a statement, for everybody."""
    return None if is_public else seen_by(list_grants_of([audience_id])[audience_id])


def phrases(audience_ids: Sequence[int]) -> dict[int, str]:
    """Audience → who they are, for a list; those of everybody are left out."""
    grants = list_grants_of(set(audience_ids))
    return {one: seen_by(held) for one, held in grants.items() if held != [PUBLIC]}

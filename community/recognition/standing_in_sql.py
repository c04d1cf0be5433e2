"""Standing as the database says it: `policies/standing.py` over the rows of members."""

from sqlalchemy import ColumnElement, case

from community.accounts.models import Member
from community.policies.standing import level_bounds
from community.settings_catalogue import SiteSettings


def level_in_sql(settings: SiteSettings) -> ColumnElement[int]:
    """`policies.standing.level_of` of a member's row."""
    bounds = list(enumerate(level_bounds(settings), start=1))
    return case(
        *((Member.reputation >= bound, level) for level, bound in reversed(bounds)), else_=0
    )

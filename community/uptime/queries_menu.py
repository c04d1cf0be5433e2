"""What the service menu in force says that concerns components: its plans."""

from collections.abc import Mapping

from community.core.clock import now
from community.service_levels.queries_menu import find_menu_in_force

Plans = list[tuple[str, Mapping[str, str]]]


def list_plans(*, with_uptime: bool = False) -> Plans:
    """(key, name) of the plans in force, on demand only those that promise uptime; none before the first menu."""
    menu = find_menu_in_force(now())
    plans = menu.plans if menu else ()
    return [(one.key, one.name) for one in plans if one.uptime or not with_uptime]

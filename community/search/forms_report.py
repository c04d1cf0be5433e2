"""The shape of what the search report is asked by."""

from collections.abc import Mapping, Sequence

from community.content.queries import AreaRow
from community.core.i18n import LOCALES
from community.search.models import NO_AREA
from community.search.queries_report import Period
from community.search.report import Measure, Work

WEEKS = (1, 4, 12, 26, 52)
USUAL = 12
WITHOUT_AREA = "none"


def period(arguments: Mapping[str, str], areas: Sequence[AreaRow]) -> Period:
    """The period of an address; what is unknown is left out."""
    weeks, area, locale = (arguments.get(name, "") for name in ("weeks", "area", "lang"))
    ids = {one.key: one.id for one in areas} | {WITHOUT_AREA: NO_AREA}
    return Period(
        weeks=int(weeks) if weeks in map(str, WEEKS) else USUAL,
        locale=locale if locale in LOCALES else None,
        area_id=ids.get(area),
    )


def measure(arguments: Mapping[str, str]) -> Measure:
    """What phrases are listed by, at first those that nothing was found for."""
    given = arguments.get("by")
    return Measure(given) if given in list(Measure) else Measure.NOTHING


def work(value: str | None) -> Work | None:
    """What is to be made of a phrase."""
    return Work(value) if value in list(Work) else None

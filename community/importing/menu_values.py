"""What an imported text quotes of the service menu that the menu does not hold: kept as written, and said."""

from community.importing.left_out import LeftOut, Reason
from community.service_levels.queries_quotes import list_faults


def left_as_written(source: str, markdown: str) -> list[LeftOut]:
    """A line of the report for each placeholder that is shown as it stands, with its place."""
    return [
        LeftOut(
            source, Reason.MENU_VALUE, f"line {one.line}, column {one.column}: {one.said}"[:300]
        )
        for one in list_faults(markdown)
    ]

"""Words of the table of ideas, in the reader's language."""

from typing import Final

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from community.ideas.models_triage import RowState

COLUMN_WORDS: Final[dict[str, LazyString]] = {
    "status": _l("State"),
    "board": _l("Board"),
    "area": _l("Product area"),
    "assignee": _l("Whose work"),
    "votes": _l("Votes"),
    "people": _l("People"),
    "organisations": _l("Organisations"),
    "value": _l("Annual value"),
    "segments": _l("Value by segment"),
    "plans": _l("Value by plan"),
    "importance": _l("Importance"),
    "reach": _l("Reach"),
    "rice": _l("RICE"),
    "trending": _l("Trending"),
    "age": _l("Proposed"),
    "answered": _l("Last answer"),
    "promise": _l("Promise"),
}
ROW_WORDS: Final[dict[RowState, LazyString]] = {
    RowState.WAITING: _l("waits"),
    RowState.DONE: _l("changed"),
    RowState.UNCHANGED: _l("was so already"),
    RowState.REFUSED: _l("not changed"),
}


def row_state_word(state: RowState, *, is_planned: bool = False) -> str:
    """What became of a row, in a word or two."""
    return str(_l("planned") if is_planned else ROW_WORDS[state])

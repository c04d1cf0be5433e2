"""What each number of the public record means, in the reader's language."""

from flask_babel import gettext as _


def definitions() -> dict[str, str]:
    """The name of each number → its definition."""
    return {
        "promises": _(
            "Promises that began in this time and are over, or whose time ran out. What still runs in time, "
            "waits for a customer, or became void (a duplicate, spam, withdrawn) is not counted."
        ),
        "kept": _(
            "Ended by our team, or by an expert of that part of the product, no later than promised."
        ),
        "exceeded": _(
            "Of those kept by the team: answered in a quarter of the promised time or less, "
            "or in hours that the plan does not cover."
        ),
        "by_community": _(
            "Questions whose asker accepted an answer before the team’s time ran out; counted apart."
        ),
        "missed": _("The promised time ran out first, whether or not somebody answered later."),
        "median": _(
            "Half of what the team answered took no longer, by the clock on the wall, nights and weekends "
            "included, less the time in which we waited for the customer. Late answers count, missing ones cannot."
        ),
    }

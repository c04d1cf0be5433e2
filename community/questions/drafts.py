"""What a person typed before it becomes a question, as values that actions can rely on."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Details:
    """All about a question but its words. None stands for nothing chosen, and changes nothing of a severity."""

    product_area_id: int | None = None
    product_version_id: int | None = None
    severity: str | None = None
    # The organisation that the question counts for; None takes the newest membership.
    organisation_id: int | None = None
    # Seen by one's organisation and staff alone.
    is_private: bool = False
    # The audience of the circle that it is asked in; `product_area_id` is then the circle's.
    circle_audience_id: int | None = None
    tags: tuple[str, ...] = ()
    # The article that the question is about.
    about_id: int | None = None

"""Where questions and answers stand; the answers of a long thread stand on pages that never shift."""

from typing import Final

ANSWERS_A_PAGE: Final = 30


def page_of(place: int) -> int:
    """The page of the answer that was given as the `place`-th, counted from 1; who answers later moves nobody."""
    return max(0, place - 1) // ANSWERS_A_PAGE + 1


def thread_path(question_id: int, slug: str, page: int = 1) -> str:
    """The path of a page of a thread."""
    path = f"/questions/{question_id}-{slug}"
    return path if page <= 1 else f"{path}?page={page}"


def answer_path(question_id: int, slug: str, answer_id: int, place: int) -> str:
    """The path of an answer on the page that holds it."""
    return f"{thread_path(question_id, slug, page_of(place))}#answer-{answer_id}"

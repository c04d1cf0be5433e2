"""The worker forgets erased members: step by step, from where it was before it was interrupted."""

import logging

from flask import current_app

from community.accounts.actions_erasure import note_failure, note_progress
from community.accounts.erasing import Gone, Step, Steps
from community.accounts.queries_erasure import find_waiting
from community.core.db import db, writing
from community.core.tasks import one_at_a_time
from community.core.versions import raise_version

log = logging.getLogger(__name__)


@one_at_a_time
def erase_members() -> int:
    """Forget all erased members as far as that succeeds; how many are forgotten for good now."""
    return _erase_all(current_app.extensions["portal_erasure"])


def _erase_all(steps: Steps) -> int:
    finished, failed = 0, list[int]()
    while found := find_waiting(failed):
        gone, done, cursor = found
        if _forget(gone, steps, (done, cursor)):
            finished += 1
        else:
            failed.append(gone.member_id)
        db.session.rollback()
    return finished


def _forget(gone: Gone, steps: Steps, place: tuple[int, int]) -> bool:
    """Whether all steps were done; what fails is noted, and taken up where it was with the next run."""
    done, cursor = place
    for name, step in list(steps.items())[done:]:
        try:
            _run(gone, step, (done, cursor), len(steps))
        except Exception as error:  # a worker records what failed, whatever it was
            log.exception("erasure not finished", extra={"member": gone.member_id, "step": name})
            with writing():
                note_failure(gone.member_id, f"{name}: {type(error).__name__}")
            return False
        done, cursor = done + 1, 0
    return True


def _run(gone: Gone, step: Step, place: tuple[int, int], of: int) -> None:
    done, cursor = place
    after: int | None = cursor
    while after is not None:
        db.session.rollback()  # what the piece before has read is read again
        after = step(gone, after)
        with writing():
            progress = (done + 1, 0) if after is None else (done, after)
            note_progress(gone.member_id, done=progress[0], cursor=progress[1], of=of)


def forget_pages(_gone: Gone, _cursor: int) -> None:
    """Let no kept page say his name: what processes share is emptied, what each keeps is out of date already."""
    with writing():
        raise_version("members")
    current_app.extensions["portal_pages"].empty()

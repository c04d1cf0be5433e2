"""The embedded index as its latest commit left it, seen by all threads of a process."""

import time
from typing import NamedTuple

from whoosh.filedb.fileindex import FileIndex
from whoosh.reading import SegmentReader

from community.core.search_engine.whoosh_postings import Opened, Segment

# A writer may remove a file of the commit before between our reading its name and opening it.
TRIES, PAUSE = 10, 0.05


class View(NamedTuple):
    """The segments of one commit (its generation) of the index in this folder."""

    name: str
    index: FileIndex
    generation: int = -1
    segments: tuple[Segment, ...] = ()

    @property
    def documents(self) -> int:
        """How many documents there are."""
        return sum(segment.documents for segment in self.segments)

    def latest(self) -> "View":
        """The view of the latest commit: this one while there is no other, else with the segments that are still open.

        Whoosh's own refresh is left alone: it takes the segments of the old reader along.
        """
        if self.generation == self.index.latest_generation():
            return self
        for _try in range(TRIES - 1):
            try:
                return self._next()
            except OSError:
                time.sleep(PAUSE)
        return self._next()

    def _next(self) -> "View":
        commit = self.index._read_toc()
        opened = {segment.opened.name: segment.opened for segment in self.segments}
        segments = []
        for one in commit.segments:
            if one.doc_count_all():
                known = opened.get(str(one.segment_id()))
                known = known or Opened(SegmentReader(self.index.storage, commit.schema, one))
                segments.append(Segment(known, one.deleted_docs()))
        return View(self.name, self.index, commit.generation, tuple(segments))

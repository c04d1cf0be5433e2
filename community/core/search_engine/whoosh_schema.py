"""How the embedded index is laid out in Whoosh, and when its segments are merged."""

from collections.abc import Iterator, Sequence
from typing import Any

from whoosh import columns, fields, formats
from whoosh.reading import SegmentReader

from community.core.search_engine.frequencies import Analysed
from community.core.search_engine.port import SHOWN_CHARACTERS, Document

# audience, area, kind, lang, created: what decides whether a document may be found at all.
GATE = columns.StructColumn("!qq16s12sq", (0, 0, b"", b"", 0))
# lengths of the six fields, subject, created, updated, votes, accepted, trust.
FACTS = columns.StructColumn("!6Iqqqi?f", (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, False, 0.0))
MERGE_FACTOR = 3


class PackedWords(fields.FieldType):  # type: ignore[misc]  # Whoosh publishes no types
    """Terms whose posting weight is a packed count; the value is already a table term → count."""

    def __init__(self) -> None:
        # Without a column of lengths Whoosh would look for its file at each posting.
        super().__init__(formats.Existence(), None, scorable=True)

    def index(
        self, value: dict[str, int], **_options: Any
    ) -> Iterator[tuple[bytes, int, float, bytes]]:
        """The postings of one document."""
        for term, packed in value.items():
            yield term.encode(), 1, float(packed), b""


class Struct(fields.FieldType):  # type: ignore[misc]
    """A value that is only a column: read by document number, never searched."""

    indexed = False

    def __init__(self, column: columns.StructColumn) -> None:
        self.column_type = column

    def to_column_value(self, value: tuple[object, ...]) -> tuple[object, ...]:
        """The tuple itself; the column packs it."""
        return value


class Text(fields.FieldType):  # type: ignore[misc]
    """A text that is only a column: read by document number, never searched."""

    indexed = False

    def __init__(self, column: columns.VarBytesColumn) -> None:
        self.column_type = column

    def to_column_value(self, value: str) -> bytes:
        """The text as bytes."""
        return value.encode("utf-8", "replace")


def make_schema() -> fields.Schema:
    """The fields of the index."""
    return fields.Schema(
        key=fields.ID(stored=True),
        subject=fields.ID(),
        words=PackedWords(),
        gate=Struct(GATE),
        facts=Struct(FACTS),
        stream=Text(columns.VarBytesColumn()),
        written=Text(columns.VarBytesColumn()),
        shown=fields.STORED(),
        fingerprint=fields.STORED(),
    )


def row(document: Document, analysed: Analysed) -> dict[str, object]:
    """A document as the index's fields."""
    created = int(document.created_at.timestamp())
    updated = int(document.updated_at.timestamp())
    kind, lang = document.kind.encode()[:16], document.lang.encode()[:12]
    lengths = (int(length) for length in analysed.lengths)
    votes = max(-(2**31), min(document.votes, 2**31 - 1))
    subject, accepted, trust = document.subject_id, document.accepted, document.trust
    return {
        "key": document.key,
        "subject": str(subject),
        "words": analysed.counts,
        "gate": (document.audience_id, document.area_id or 0, kind, lang, created),
        "facts": (*lengths, subject, created, updated, votes, accepted, trust),
        "stream": analysed.stream,
        "written": "\n".join(analysed.written),
        "shown": (
            document.title,
            document.body[:SHOWN_CHARACTERS],
            document.state,
            dict(document.path),
        ),
        "fingerprint": document.fingerprint,
    }


def merge_alike(writer: Any, segments: Sequence[Any]) -> list[Any]:
    """Merge segments no more than three times as large as what is written beside them.

    Segments then grow geometrically, so there are few of them (28 of them cost five times
    the search of one), and a document is copied a handful of times in its life.
    """
    size, kept = writer.docnum, []
    for segment in sorted(segments, key=lambda one: one.doc_count_all()):
        count = segment.doc_count_all()
        if count <= MERGE_FACTOR * size or segment.deleted_count() * 2 > count:
            reader = SegmentReader(writer.storage, writer.schema, segment)
            writer.add_reader(reader)
            reader.close()
            size += segment.doc_count()
        else:
            kept.append(segment)
    return kept

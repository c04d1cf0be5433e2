"""The SQL of the PostgreSQL engine, and the words of a query as a tsquery.

The index is no data but made from data, so it lives in a schema of its own that a rebuild
makes anew beside the present one; renaming schemas swaps them in one transaction.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import TextClause, text

from community.core.search_engine.planning import Step

# Raise it with any change of tables or analysis: an index of another format is rebuilt.
SCHEMA = "search_f1"
FRESH, BEFORE = f"{SCHEMA}_new", f"{SCHEMA}_before"
REBUILD_LOCK, WRITE_LOCK = 7_310_001, 7_310_002

TABLES = """
CREATE SCHEMA {schema};
CREATE TABLE {schema}.documents (
    key text PRIMARY KEY,
    subject_id bigint NOT NULL,
    audience_id bigint NOT NULL,
    kind text NOT NULL,
    lang text NOT NULL,
    area_id bigint NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    votes integer NOT NULL,
    accepted boolean NOT NULL,
    trust real NOT NULL,
    lengths integer[] NOT NULL,
    words tsvector NOT NULL,
    counts jsonb NOT NULL,
    stream text NOT NULL,
    shown jsonb NOT NULL,
    fingerprint text NOT NULL
);
CREATE TABLE {schema}.terms (term text COLLATE "C" PRIMARY KEY, documents integer NOT NULL);
CREATE TABLE {schema}.totals (documents bigint NOT NULL, lengths bigint[] NOT NULL);
INSERT INTO {schema}.totals VALUES (0, '{{0,0,0,0,0}}');
"""

INDEXES = """
CREATE INDEX ON {schema}.documents USING gin (words) WITH (fastupdate = off);
CREATE INDEX ON {schema}.documents (subject_id);
ANALYZE {schema}.documents;
ANALYZE {schema}.terms;
"""

DROP_FRESH = "DROP SCHEMA IF EXISTS {fresh} CASCADE"

SWAP = """
DROP SCHEMA IF EXISTS {before} CASCADE;
DO $$ BEGIN
    IF to_regnamespace('{schema}') IS NOT NULL THEN ALTER SCHEMA {schema} RENAME TO {before}; END IF;
END $$;
ALTER SCHEMA {fresh} RENAME TO {schema};
"""

INSERT_DOCUMENT = """
INSERT INTO {schema}.documents VALUES (
    :key, :subject_id, :audience_id, :kind, :lang, :area_id, :created_at, :updated_at, :votes, :accepted,
    :trust, :lengths, array_to_tsvector(CAST(:terms AS text[])), CAST(:counts AS jsonb), :stream,
    CAST(:shown AS jsonb), :fingerprint)
"""

DELETE_SUBJECTS = """
DELETE FROM {schema}.documents WHERE subject_id = ANY(:subject_ids) RETURNING counts, lengths
"""

ADD_TERMS = """
INSERT INTO {schema}.terms AS t (term, documents)
SELECT term, change FROM unnest(CAST(:terms AS text[]), CAST(:changes AS integer[])) AS c (term, change)
ORDER BY term
ON CONFLICT (term) DO UPDATE SET documents = t.documents + excluded.documents
"""

DROP_TERMS = """
DELETE FROM {schema}.terms WHERE term = ANY(:terms) AND documents <= 0
"""

ADD_TOTALS = """
UPDATE {schema}.totals SET documents = documents + :documents, lengths =
    (SELECT array_agg(a + b ORDER BY place)
     FROM unnest(lengths, CAST(:lengths AS bigint[])) WITH ORDINALITY AS u (a, b, place))
"""

STATISTICS = """
SELECT documents, lengths, (
    SELECT json_object_agg(term, documents) FROM (
        SELECT term, documents FROM {schema}.terms WHERE term = ANY(:terms)
        UNION (
            SELECT term, documents FROM {schema}.terms
            WHERE CAST(:beginning AS text) <> '' AND term >= :beginning AND term < :beginning || chr(1114111)
            ORDER BY documents DESC LIMIT :beginnings)
    ) AS asked)
FROM {schema}.totals
"""

CANDIDATES = """
SELECT d.key, d.subject_id, d.kind, d.lang, d.area_id, d.lengths, d.created_at, d.updated_at, d.votes,
    d.accepted, d.trust,
    (SELECT array_agg(CAST(whole.counts -> term AS integer) ORDER BY place)
     FROM unnest(CAST(:terms AS text[])) WITH ORDINALITY AS asked (term, place)) AS counts
FROM (
    SELECT d.* FROM {schema}.documents AS d
    WHERE d.words @@ CAST(:matching AS tsquery) {conditions}
    ORDER BY {worth} DESC, d.subject_id DESC LIMIT :limit
) AS d,
-- Unpacked once, not once for each term.
LATERAL (SELECT d.counts || CAST('{{}}' AS jsonb) AS counts OFFSET 0) AS whole
"""

CONDITIONS = {
    "audience_ids": "AND d.audience_id = ANY(:audience_ids)",
    "kinds": "AND d.kind = ANY(:kinds)",
    "langs": "AND d.lang = ANY(:langs)",
    "area_ids": "AND d.area_id = ANY(:area_ids)",
    "created_before": "AND d.created_at < :created_before",
    "refused": "AND NOT d.words @@ CAST(:refused AS tsquery)",
}

STORED = "SELECT key, shown FROM {schema}.documents WHERE key = ANY(:keys)"
ALL_KEYS = "SELECT key, fingerprint FROM {schema}.documents"
COUNT = "SELECT documents FROM {schema}.totals"
READY = "SELECT to_regclass('{schema}.totals') IS NOT NULL"
STATE = """
SELECT CAST(CAST(to_regnamespace('{schema}') AS oid) AS text), pg_try_advisory_xact_lock_shared(:lock)
"""
LOCK = "SELECT pg_advisory_xact_lock(:lock)"


def statement(template: str, schema: str = SCHEMA, **parts: str) -> TextClause:
    """One of the statements above, in the present index unless another schema is named."""
    return text(template.format(schema=schema, fresh=FRESH, before=BEFORE, **parts))


def any_of(terms: Iterable[str]) -> str:
    """A tsquery that one of the terms satisfies; terms are quoted, whatever stands in them."""
    return " | ".join(_quoted(term) for term in terms)


def all_of(steps: Sequence[Step]) -> str:
    """A tsquery that needs a term of every step."""
    return " & ".join(f"({any_of(step.terms)})" for step in steps)


def _quoted(term: str) -> str:
    escaped = term.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"

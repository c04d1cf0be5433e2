"""The SQL of the PostgreSQL engine, and the words of a query as a tsquery.

The index is no data but made from data, so it lives in a schema of its own that a rebuild
makes anew beside the present one; renaming schemas swaps them in one transaction.
"""

from collections.abc import Iterable

from sqlalchemy import TextClause, text

from community.core.search_engine.query import Slot

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

# One statement for a search: what the index holds of the asked terms, which of them name the
# documents (planning.py says why the rarest do), the most promising of these, and what is kept
# of the first few. The first row carries the statistics.
CANDIDATES = """
WITH totals AS MATERIALIZED (SELECT documents, lengths FROM {schema}.totals),
held AS MATERIALIZED (
    SELECT t.term, t.documents, asked.times
    FROM unnest(CAST(:terms AS text[]), CAST(:times AS real[])) AS asked (term, times)
    JOIN {schema}.terms AS t ON t.term = asked.term
    UNION (
        SELECT term, documents, 1 FROM {schema}.terms
        WHERE CAST(:beginning AS text) <> '' AND term >= :beginning AND term < :beginning || chr(1114111)
            AND NOT term = ANY(:terms)
        ORDER BY documents DESC, term LIMIT :beginnings)
),
weighed AS MATERIALIZED (
    SELECT term, held.documents, CAST(quote_literal(term) AS tsquery) AS query,
        times * ln(1 + (totals.documents - held.documents + 0.5) / (held.documents + 0.5)) AS weight
    FROM held, totals ORDER BY weight DESC, term LIMIT :telling
),
matching AS MATERIALIZED (
    SELECT CAST(string_agg(quote_literal(term), ' | ') AS tsquery) AS query
    FROM (SELECT term, documents,
            sum(documents) OVER (ORDER BY documents, term) - documents AS rarer FROM weighed) AS ordered
    WHERE rarer < :enough
)
SELECT d.key, d.subject_id, d.kind, d.lang, d.area_id, d.lengths, d.created_at, d.updated_at, d.votes,
    d.accepted, d.trust,
    (SELECT array_agg(CAST(whole.counts -> term AS integer) ORDER BY term) FROM weighed) AS counts,
    CASE WHEN d.place = 1 THEN (
        SELECT json_build_object('documents', documents, 'lengths', lengths, 'terms',
            (SELECT json_agg(json_build_array(term, documents) ORDER BY term) FROM weighed))
        FROM totals) END AS statistics
FROM (
    SELECT d.*, row_number() OVER (ORDER BY d.worth DESC, d.subject_id DESC) AS place
    FROM (
        SELECT d.*, (SELECT sum(weight) FROM weighed WHERE d.words @@ weighed.query) AS worth
        FROM {schema}.documents AS d
        WHERE d.words @@ {matching} {conditions}
        ORDER BY worth DESC, d.subject_id DESC LIMIT :limit
    ) AS d
) AS d,
-- Unpacked once, not once for each term.
LATERAL (SELECT d.counts || CAST('{{}}' AS jsonb) AS counts OFFSET 0) AS whole
ORDER BY d.place
"""
RAREST = "(SELECT query FROM matching)"
REQUIRED = "CAST(:required AS tsquery)"

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


def all_of(slots: Iterable[Slot]) -> str:
    """A tsquery that needs a term of every slot."""
    return " & ".join(f"({any_of(slot.terms)})" for slot in slots)


def _quoted(term: str) -> str:
    escaped = term.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"

"""The SQL of the PostgreSQL engine, and the words of a query as a tsquery.

The index is no data but made from data, so it lives in a schema of its own that a rebuild
makes anew beside the present one; renaming schemas swaps them in one transaction.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from sqlalchemy import TextClause, text

# Raise it with any change of tables or analysis: an index of another format is rebuilt.
SCHEMA = "search_f4"
FRESH, BEFORE = f"{SCHEMA}_new", f"{SCHEMA}_before"
REBUILD_LOCK, WRITE_LOCK, PUBLISH_LOCK = 7_310_001, 7_310_002, 7_310_003

COMMENT, NEEDLESS = re.compile(r"--.*"), re.compile(r" ?([(),*/+=|]) ?")

TABLES = """
CREATE SCHEMA {schema};
CREATE TABLE {schema}.documents (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key text NOT NULL,
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
    written text[] NOT NULL,
    fingerprint text NOT NULL
);
-- What decides stays in a narrow row, long values lie beside it: a search looks at thousands of rows.
ALTER TABLE {schema}.documents SET (toast_tuple_target = 256),
    ALTER COLUMN key SET STORAGE PLAIN, ALTER COLUMN kind SET STORAGE PLAIN, ALTER COLUMN lang SET STORAGE PLAIN,
    ALTER COLUMN lengths SET STORAGE PLAIN, ALTER COLUMN words SET STORAGE EXTERNAL,
    ALTER COLUMN counts SET STORAGE EXTERNAL, ALTER COLUMN stream SET STORAGE EXTERNAL;
CREATE TABLE {schema}.terms (term text COLLATE "C" PRIMARY KEY, documents integer NOT NULL);
CREATE TABLE {schema}.totals (documents bigint NOT NULL, lengths bigint[] NOT NULL);
CREATE TABLE {schema}.lexicon (written_at timestamptz NOT NULL, words bytea NOT NULL);
INSERT INTO {schema}.totals VALUES (0, '{{0,0,0,0,0,0}}');
"""

INDEXES = """
CREATE INDEX ON {schema}.documents USING gin (words) WITH (fastupdate = off);
CREATE INDEX ON {schema}.documents (subject_id);
CREATE UNIQUE INDEX ON {schema}.documents (key);
"""

# Counted for the planner, and each row marked as one that all see: else the first searches would do that. A table of
# one row that nobody has counted passes for a thousand, and a search would be planned anew each time.
# By one process: several would need shared memory, of which a container has little.
SETTLE = "VACUUM (ANALYZE, PARALLEL 0) {schema}.documents, {schema}.terms, {schema}.totals, {schema}.lexicon"

DROP_FRESH = "DROP SCHEMA IF EXISTS {fresh} CASCADE"

# Indexes of older formats go with the first swap of this one.
SWAP = """
DROP SCHEMA IF EXISTS {before} CASCADE;
DO $$ DECLARE older text; BEGIN
    FOR older IN SELECT nspname FROM pg_namespace
        WHERE nspname ~ '^search_f[0-9]+(_new|_before)?$' AND nspname !~ '^{schema}(_|$)'
            AND nspowner = current_user::regrole
    LOOP EXECUTE 'DROP SCHEMA ' || quote_ident(older) || ' CASCADE'; END LOOP;
    IF to_regnamespace('{schema}') IS NOT NULL THEN ALTER SCHEMA {schema} RENAME TO {before}; END IF;
END $$;
ALTER SCHEMA {fresh} RENAME TO {schema};
"""

DROP_BEFORE = "DROP SCHEMA IF EXISTS {before} CASCADE"

INSERT_DOCUMENT = """
INSERT INTO {schema}.documents (key, subject_id, audience_id, kind, lang, area_id, created_at, updated_at, votes,
    accepted, trust, lengths, words, counts, stream, shown, written, fingerprint) VALUES (
    :key, :subject_id, :audience_id, :kind, :lang, :area_id, :created_at, :updated_at, :votes, :accepted,
    :trust, :lengths, array_to_tsvector(CAST(:terms AS text[])), CAST(:counts AS jsonb), :stream,
    CAST(:shown AS jsonb), :written, :fingerprint)
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

# One statement for a search: what the index holds of the asked terms; which of them name the
# documents (planning.py says why the rarest do) and which only say more about these; the most
# promising documents; what the scorer needs of them. Only the GIN index is read until then: a
# long value costs more to open than all else. Which of them are read closely goes by their counts,
# as in the embedded engine. The first row carries the statistics.
CANDIDATES = """
WITH totals AS (SELECT documents, lengths FROM {schema}.totals),
held AS (
    SELECT t.term, t.documents, asked.truth, asked.weight, asked.step
    FROM unnest(CAST(:terms AS text[]), CAST(:truths AS real[]), CAST(:weights AS real[]), CAST(:steps AS integer[]))
        AS asked (term, truth, weight, step)
    JOIN {schema}.terms AS t ON t.term = asked.term
    UNION ALL (
        SELECT term, documents, 1, 1, :begun FROM {schema}.terms
        WHERE CAST(:beginning AS text) <> '' AND term >= :beginning AND term < :beginning || chr(1114111)
            AND NOT term = ANY(:terms)
        ORDER BY documents DESC, term LIMIT :beginnings)
),
-- What stands for an asked word tells no more than the most frequent of what says it most truly.
known AS (
    SELECT truest.*, max(documents) FILTER (WHERE truth = most) OVER (PARTITION BY step) AS commonest
    FROM (SELECT *, max(truth) OVER (PARTITION BY step) AS most FROM held) AS truest
),
worthy AS (
    SELECT term, known.documents, truth, step, weight * truth * power(ln(1 +
            (totals.documents - often + float8 '0.5') / (often + float8 '0.5')), :rarity) AS worth
    FROM known, totals, LATERAL (SELECT greatest(known.documents, commonest) AS often) AS said
    ORDER BY worth DESC, term LIMIT :most
),
-- Which terms a document holds is one number, a bit for each: an array for each of thousands is a slow thing to keep.
weighed AS (
    SELECT *, bigint '1' << CAST(row_number() OVER (ORDER BY term) AS integer) AS bit FROM worthy
),
-- A word in the title is a term of its own, so that what is about the asked words is found first.
reads AS (
    SELECT bit, term, documents, documents / (truth * truth) AS rank, worth, step FROM weighed
    UNION ALL
    SELECT 0, t.term, t.documents, t.documents / (truth * truth), worth, -1 - step
    FROM weighed JOIN {schema}.terms AS t ON t.term = '^' || weighed.term
),
-- What is found by its title holds the word as well: it is worth both, and not looked at again for the word.
ordered AS (
    SELECT *, worth * CASE WHEN step >= 0 THEN 1 WHEN is_essential THEN 1 + :titled ELSE :titled END AS promise
    FROM (
        SELECT *, sum(documents) OVER (ORDER BY rank, term) - documents < :enough AS is_essential FROM reads
    ) AS summed
),
-- Terms that say the same word alike are looked for at once: thousands of rows are passed once, not once for each.
-- Which of them a document holds, its counts tell.
asked AS (
    SELECT one.step, one.promise, one.is_essential, bit_or(one.bit) AS bits,
        string_agg(quote_literal(one.term), ' | ') AS query, string_agg(quote_literal(title.term), ' | ') AS but
    FROM ordered AS one LEFT JOIN ordered AS title ON title.term = '^' || one.term AND title.is_essential
    GROUP BY one.step, one.promise, one.is_essential
),
asking AS MATERIALIZED (
    SELECT promise AS worth, bit_or(bits) OVER (PARTITION BY greatest(step, -1 - step)) AS bits,
        CAST('(' || query || ')' || coalesce(' & !(' || but || ')', '')
        || CASE WHEN is_essential THEN '' ELSE ' & (' || essential || ')' END
        || CAST(:must AS text) AS tsquery) AS query
    FROM asked, (SELECT string_agg(query, ' | ') AS essential FROM asked WHERE is_essential) AS first
),
best AS MATERIALIZED (
    SELECT *, row_number() OVER (ORDER BY worth DESC, id DESC) AS place
    FROM (
        SELECT hit.id, sum(asking.worth) AS worth, bit_or(asking.bits) AS bits
        FROM asking,
        LATERAL (
            SELECT d.id FROM {schema}.documents AS d WHERE d.words @@ asking.query {conditions} OFFSET 0
        ) AS hit
        GROUP BY hit.id ORDER BY worth DESC, hit.id DESC LIMIT :limit
    ) AS first
)
SELECT key, subject_id, kind, lang, area_id, lengths, created_at, updated_at, votes, accepted, trust,
    CASE WHEN promising <= :closely THEN stream ELSE '' END AS stream, terms, packs,
    CASE WHEN place = 1 THEN (
        SELECT json_build_object('documents', documents, 'lengths', totals.lengths,
            'lexicon', (SELECT CAST(max(written_at) AS text) FROM {schema}.lexicon), 'terms',
            (SELECT json_agg(json_build_array(term, documents) ORDER BY term) FROM weighed))
        FROM totals) END AS statistics
FROM (
    SELECT d.*, place, terms, packs, row_number() OVER (ORDER BY promise DESC, subject_id DESC) AS promising
    FROM best,
    -- One look-up by key for each, whatever the planner thinks of their number.
    LATERAL (SELECT * FROM {schema}.documents AS whole WHERE whole.id = best.id OFFSET 0) AS d,
    -- Unpacked once, not once for each term.
    LATERAL (SELECT d.counts || jsonb '{{}}' AS counts OFFSET 0) AS whole,
    LATERAL (
        SELECT array_agg(term) AS terms, array_agg(packed) AS packs,
            round(sum(worth * occurrences * (CAST(:k1 AS float8) + 1) / (:k1 + occurrences)) * 10000) AS promise
        FROM (
            SELECT term, worth, packed, {occurrences} AS occurrences
            FROM (SELECT term, worth, CAST(whole.counts -> term AS integer) AS packed
                FROM weighed WHERE best.bits & bit <> 0 OFFSET 0) AS counted OFFSET 0
        ) AS weighted
    ) AS said
) AS one
ORDER BY place
"""

CONDITIONS = {
    "audience_ids": "AND d.audience_id = ANY(:audience_ids)",
    "kinds": "AND d.kind = ANY(:kinds)",
    "langs": "AND d.lang = ANY(:langs)",
    "area_ids": "AND d.area_id = ANY(:area_ids)",
    "created_before": "AND d.created_at < :created_before",
}

LEXICON = (
    "SELECT CAST(written_at AS text), words FROM {schema}.lexicon ORDER BY written_at DESC LIMIT 1"
)
LEXICON_STAMP = "SELECT CAST(max(written_at) AS text) FROM {schema}.lexicon"
VERSION = "SELECT CAST(xmin AS text) FROM {schema}.totals"
WRITTEN = """
SELECT word, count(*) FROM {schema}.documents, unnest(written) AS word GROUP BY word
"""
DROP_LEXICON = "DELETE FROM {schema}.lexicon"
INSERT_LEXICON = "INSERT INTO {schema}.lexicon VALUES (clock_timestamp(), :words)"
STORED = "SELECT key, shown FROM {schema}.documents WHERE key = ANY(:keys)"
ALL_KEYS = "SELECT key, fingerprint FROM {schema}.documents"
COUNT = "SELECT documents FROM {schema}.totals"
READY = "SELECT to_regclass('{schema}.totals') IS NOT NULL"
STATE = """
SELECT CAST(CAST(to_regnamespace('{schema}') AS oid) AS text), pg_try_advisory_xact_lock_shared(:lock)
"""
LOCK = "SELECT pg_advisory_xact_lock(:lock)"


@lru_cache(maxsize=128)
def statement(template: str, schema: str = SCHEMA, **parts: str) -> TextClause:
    """One of the statements above, in the present index unless another schema is named.

    In one line without comments and most spaces: the driver reads one of more than 4,096 characters anew each time.
    """
    plain = " ".join(COMMENT.sub("", template).split())
    whole = plain.format(schema=schema, fresh=FRESH, before=BEFORE, **parts)
    return text(NEEDLESS.sub(r"\1", whole))


def any_of(terms: Iterable[str]) -> str:
    """A tsquery that one of the terms satisfies; terms are quoted, whatever stands in them."""
    return " | ".join(_quoted(term) for term in terms)


def all_of(groups: Iterable[Iterable[str]]) -> str:
    """What makes a tsquery need a term of every group: `… & (a | b)`."""
    return "".join(f" & ({any_of(group)})" for group in groups)


def none_of(terms: Sequence[str]) -> str:
    """What makes a tsquery refuse these terms: `… & !(a | b)`."""
    return f" & !({any_of(terms)})" if terms else ""


def _quoted(term: str) -> str:
    escaped = term.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"

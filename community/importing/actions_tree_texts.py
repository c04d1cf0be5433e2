"""The words of a tree's articles, and what is said of each article as a whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

from sqlalchemy import delete, func, select

from community.accounts.models import Member
from community.articles import actions as articles
from community.articles.actions_audience import set_audience
from community.articles.actions_life import archive, move, sort_into, unarchive
from community.articles.actions_publishing import publish
from community.articles.models import (
    Article,
    ArticleAuthor,
    ArticleRevision,
    HelpSection,
    Translation,
    Verification,
)
from community.articles.states import CreditKind, RevisionState, Significance, Staleness
from community.articles.texts import ArticleText
from community.content.actions_tags import MAX_TAGS, makes_tags, set_tags, tag_key
from community.content.models import Subject, SubjectTag, Tag
from community.content.queries import find_tag
from community.core.clock import now
from community.core.db import db, get_locked, insert_once
from community.importing.actions_tree import Ground, areas_of
from community.importing.help_tree import Front
from community.importing.left_out import LeftOut, Reason
from community.importing.tree_reading import TextFile, grants_of, instant_of, listed, words
from community.policies.actor import Actor
from community.settings_catalogue import MOST_CHECK_DAYS

LONGEST_CHECK: Final = timedelta(days=MOST_CHECK_DAYS)
INSTANTS: Final = ("created", "published", "first_published", "archived")
Kind = TypeVar("Kind", CreditKind, Significance, Staleness)


def write_words(
    actor: Actor, file: TextFile, text: ArticleText, *, translation_id: int, ground: Ground
) -> list[LeftOut]:
    """Bring one text to what its file says: the draft, or what readers see with its dates and its check.

    A draft that somebody here is writing stays as it is, which is a line of the report where the file says otherwise.
    """
    article_id = db.session.scalars(
        select(Translation.article_id).where(Translation.id == translation_id)
    ).one()
    article = get_locked(Article, article_id)
    translation = get_locked(Translation, translation_id)
    if file.is_draft:
        draft = articles.open_draft(translation)
        if draft is not None and _is_drafted_already(draft, file, text):
            return []
        if _is_written_here(draft):
            return [LeftOut(file.path, Reason.OPEN_DRAFT)]
        _draft(actor, article, file, text, ground=ground)
        return []
    if not _says_already(translation, file, text):
        at = instant_of(file.front, "published") or now()
        with beside_draft(translation):
            _draft(actor, article, file, text, ground=ground)
            publish(actor, article, file.locale, published_at=at)
    translation = get_locked(Translation, translation_id)
    first = instant_of(file.front, "first_published")
    translation.first_published_at = first or translation.first_published_at
    _check(translation, file.front.get("verified"), ground)
    return []


def holds_draft(translation_id: int) -> bool:
    """Whether somebody here is writing in this language: an import leaves his draft as it is."""
    drafts = select(ArticleRevision).join(
        Translation, Translation.draft_revision_id == ArticleRevision.id
    )
    return _is_written_here(
        db.session.scalars(drafts.where(Translation.id == translation_id)).first()
    )


def _is_written_here(draft: ArticleRevision | None) -> bool:
    return draft is not None and draft.is_in_the_making and not _is_as_imported(draft)


def settle_staleness(file: TextFile, translation_id: int) -> None:
    """How far the text lags behind; after all languages stand, since publishing one marks the others."""
    wanted = _kind(Staleness, file.front, "staleness", Staleness.CURRENT)
    translation = get_locked(Translation, translation_id)
    if translation.staleness is not wanted:
        translation.staleness = wanted


@contextmanager
def beside_draft(translation: Translation) -> Iterator[None]:
    """Publish something else than the draft of a locked language; the draft waits outside with all that is its own."""
    draft = articles.open_draft(translation)
    if draft is None:
        yield
        return
    translation.draft_revision_id = None
    yield
    translation.draft_revision_id = draft.id
    # It will be read after what was published now, and numbers say what came after what.
    published = db.session.get_one(ArticleRevision, translation.published_revision_id)
    draft.number = published.number + 1


def _is_drafted_already(draft: ArticleRevision, file: TextFile, text: ArticleText) -> bool:
    said = (draft.title, draft.summary, draft.body, draft.significance, draft.note)
    return said == (text.title, text.summary, text.body, *_edit(file.front))


def _is_as_imported(draft: ArticleRevision) -> bool:
    """Whether only people of another system wrote in it, whose accounts nobody has taken up, and nobody led it on."""
    writers = select(func.count()).where(Member.id.in_(draft.writers))
    written_there = writers.where(Member.source_key.is_not(None), Member.email.is_(None))
    strangers = db.session.scalars(written_there).one()
    return draft.state is RevisionState.DRAFT and 0 < strangers == len(draft.writers)


def _says_already(translation: Translation, file: TextFile, text: ArticleText) -> bool:
    if translation.published_revision_id is None:
        return False
    revision = db.session.get_one(ArticleRevision, translation.published_revision_id)
    at = instant_of(file.front, "published")
    said = (revision.title, revision.summary, revision.body)
    return said == (text.title, text.summary, text.body) and at in (None, revision.published_at)


def _draft(
    actor: Actor, article: Article, file: TextFile, text: ArticleText, *, ground: Ground
) -> None:
    significance, note = _edit(file.front)
    articles.write_draft(
        actor,
        article,
        file.locale,
        text,
        significance=significance,
        note=note,
        created_at=instant_of(file.front, "published"),
        author_id=ground.people.get(words(file.front, "author")),
    )


def _edit(front: Front) -> tuple[Significance, str]:
    """How great an edit it is, and what its writer says of it."""
    significance = _kind(Significance, front, "significance", Significance.MEDIUM)
    return significance, words(front, "note")[:300]


def said_of(front: Front) -> tuple[str, ...]:
    """What front matter says of a draft's words, where it leaves something away what goes without saying."""
    return words(front, "title"), words(front, "summary"), *_edit(front)


def _kind(kinds: type[Kind], front: Front, key: str, default: Kind) -> Kind:
    return kinds(front[key]) if front.get(key) in list(kinds) else default


def _check(translation: Translation, verified: Any, ground: Ground) -> None:
    """The verification that the file tells of, unless that is the one that holds."""
    front = verified if isinstance(verified, dict) else {}
    at, until = instant_of(front, "at"), instant_of(front, "until", ahead=LONGEST_CHECK)
    if at is None or until is None or translation.published_revision_id is None:
        return
    present = (
        db.session.get_one(Verification, translation.verification_id)
        if translation.verification_id
        else None
    )
    if present is not None and (present.verified_at, present.valid_until) == (at, until):
        return
    revision = db.session.get_one(ArticleRevision, translation.published_revision_id)
    made = Verification(revision_id=revision.basis, verified_at=at, valid_until=until)
    made.member_id = ground.people.get(words(front, "by"))
    db.session.add(made)
    db.session.flush()  # the translation points at it
    translation.verification_id = made.id


def settle_article(
    actor: Actor, texts: list[TextFile], article_id: int, ground: Ground
) -> list[LeftOut]:
    """What the front matter says of the article as a whole: place, owner, areas, tags, audience, credits, archive."""
    file = texts[0]
    article, front = get_locked(Article, article_id), file.front
    section = db.session.get_one(HelpSection, ground.sections[file.section])
    move(actor, article, section)
    owner = ground.people.get(words(front, "owner"))
    sort_into(actor, article, owner_id=owner, product_area_ids=areas_of(front, ground))
    grants, unknown = grants_of(front)
    if grants != (None if article.inherits_audience else article.grants):
        set_audience(actor, article, grants)
    _credit(article.id, front, ground)
    # What was archived stays out of sight, though nobody can read since when.
    archived = now() if front.get("archived") else None
    _archive(actor, article, instant_of(front, "archived") or archived)
    left_out = [LeftOut(file.path, Reason.AUDIENCE, one) for one in unknown]
    left_out += [line for text in texts for line in _bad_times(text)]
    return left_out + _tag(article, front, file.path)


def _bad_times(file: TextFile) -> Iterator[LeftOut]:
    for key in INSTANTS:
        said = file.front.get(key)
        if said and instant_of(file.front, key) is None:
            yield LeftOut(file.path, Reason.BAD_TIME, f"{key}: {said}"[:80])


def _tag(article: Article, front: Front, path: str) -> list[LeftOut]:
    wanted = listed(front, "tags")
    present = select(Tag.key).join(SubjectTag, SubjectTag.tag_id == Tag.id)
    present = present.where(SubjectTag.subject_id == article.id)
    if set(wanted) == set(db.session.scalars(present)):
        return []
    subject = get_locked(Subject, article.id)
    kept = [one for one in wanted if makes_tags(subject) or find_tag(tag_key(one))][:MAX_TAGS]
    set_tags(subject, kept)
    return [LeftOut(path, Reason.TAGS, one) for one in wanted if one not in kept]


def _credit(article_id: int, front: Front, ground: Ground) -> None:
    """Those whom the file credits, and nobody else."""
    if not isinstance(front.get("credits"), list):
        return
    db.session.execute(delete(ArticleAuthor).where(ArticleAuthor.article_id == article_id))
    for one in front["credits"]:
        member_id = ground.people.get(words(one, "who")) if isinstance(one, dict) else None
        if member_id is not None:
            insert_once(
                ArticleAuthor,
                article_id=article_id,
                member_id=member_id,
                kind=_kind(CreditKind, {**one, "kind": one.get("for")}, "kind", CreditKind.WRITER),
                credited_at=instant_of(one, "at") or now(),
            )


def _archive(actor: Actor, article: Article, at: datetime | None) -> None:
    if at is None:
        unarchive(actor, article)
    else:
        archive(actor, article)
        article.archived_at = at

"""Suggested edits: any member edits a copy, writers take it or say why not, and its author is credited."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from community.articles.actions import (
    check_words,
    locked_translation,
    new_revision,
    say,
    write_draft,
)
from community.articles.actions_publishing import publish
from community.articles.actions_staleness import find_source_id
from community.articles.link_finder import list_addresses
from community.articles.models import Article, ArticleAuthor, ArticleRevision, Translation
from community.articles.models_work import ArticleSuggestion
from community.articles.queries_suggestions import (
    Proposal,
    find_own_suggestion,
    get_base,
    get_proposal,
)
from community.articles.states import CreditKind, RevisionState, Significance, Staleness
from community.articles.texts import ArticleText
from community.content.actions import require
from community.content.prose import Prose
from community.content.screening import is_held
from community.content.suggestions import (
    DECIDED_MEANWHILE,
    MAX_ANSWER,
    UNDECIDED,
    SuggestionState,
    check_waiting,
)
from community.core.clock import now
from community.core.db import db, get_locked, insert_once, lock
from community.core.errors import Conflict, Invalid, NotFound
from community.core.merging import has_marks
from community.core.outbox import record
from community.events import EditSuggested, SuggestionDecided
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure
from community.service_levels.queries_quotes import ensure_quotable

Draft = tuple[int, int]


def suggest_edit(
    actor: Actor,
    article: Article,
    locale: str,
    text: ArticleText,
    *,
    note: str,
    base_id: int | None = None,
) -> ArticleSuggestion:
    """Keep a member's edited copy for the writers; a second one replaces the first while nobody has decided.

    `base_id` is the revision that he copied. Invalid when nothing changed, or when too many of his wait.
    """
    ensure(actor, Permission.ARTICLE_SUGGEST, article)
    check_words(text)
    ensure_quotable(text.title, text.summary, text.body)
    require(note, "note")
    translation = locked_translation(article, locale)
    if translation is None or not translation.is_live:
        raise NotFound
    base = get_base(translation, base_id)
    if _same(text, base):
        raise Invalid(_l("You have not changed anything yet."), field="body")
    held = is_held(actor, _added(text, base), text.title if text.title != base.title else "")
    revision = find_own_suggestion(actor, translation.id) or _begin(actor, translation, base)
    say(revision, text)
    revision.note, revision.saved_at = note[:300], now()
    db.session.flush()  # the suggestion shares its key
    return _hand_in(actor, article, revision, base=base, held=held)


def _same(text: ArticleText, base: ArticleRevision) -> bool:
    return (text.title, text.body.strip()) == (base.title, base.body.strip())


def _added(text: ArticleText, base: ArticleRevision) -> Prose:
    """What the copy says that the article did not: only new links and words are the member's."""
    before = set(list_addresses(base.html))
    links = [one for one in list_addresses(text.html) if one not in before]
    lines = set(base.text.splitlines())
    words = "\n".join(line for line in text.text.splitlines() if line not in lines)
    html = "".join(f'<a href="{address}">' for address in links)
    return Prose(body=words, html=html, text=words)


def _begin(actor: Actor, translation: Translation, base: ArticleRevision) -> ArticleRevision:
    waiting = select(func.count()).where(
        ArticleSuggestion.author_id == actor.member_id, ArticleSuggestion.state.in_(UNDECIDED)
    )
    check_waiting(actor, db.session.scalars(waiting.select_from(ArticleSuggestion)).one())
    revision = new_revision(translation, actor.member_id, now())
    revision.is_suggestion, revision.state = True, RevisionState.DRAFT
    revision.significance, revision.submitted_at = Significance.MEDIUM, now()
    revision.summary = base.summary
    db.session.add(revision)
    return revision


def _hand_in(
    actor: Actor, article: Article, revision: ArticleRevision, *, base: ArticleRevision, held: bool
) -> ArticleSuggestion:
    suggestion = db.session.get(ArticleSuggestion, revision.id)
    if suggestion is None:
        suggestion = ArticleSuggestion(revision_id=revision.id, author_id=actor.member_id)
        suggestion.translation_id, suggestion.created_at = revision.translation_id, now()
        suggestion.answer = ""
        db.session.add(suggestion)
    was = suggestion.state
    suggestion.base_id = base.id
    suggestion.state = SuggestionState.HELD if held else SuggestionState.OPEN
    db.session.flush()  # in the order of their keys
    if suggestion.state is SuggestionState.OPEN and was is not SuggestionState.OPEN:
        _tell(suggestion, article.id, actor.member_id)
    return suggestion


def _tell(suggestion: ArticleSuggestion, article_id: int, actor_id: int | None) -> None:
    suggestion_id = suggestion.revision_id
    record(EditSuggested(suggestion_id=suggestion_id, article_id=article_id, actor_id=actor_id))


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What the writer had before him: the published revision, and (number, saves) of the draft, (0, 0) for none."""

    published_id: int
    draft: Draft


def accept_suggestion(
    actor: Actor,
    article: Article,
    suggestion_id: int,
    text: ArticleText,
    *,
    seen: Seen,
    significance: Significance = Significance.MEDIUM,
    publishes: bool = False,
    answer: str = "",
) -> ArticleRevision:
    """Bring a suggested edit into the article; `text` is both edits as the writer settled them.

    Its author is credited on the article. Invalid when the article was changed after the writer had looked.
    """
    ensure(actor, Permission.ARTICLE_WRITE, article)
    suggestion, translation = _locked(article, suggestion_id)
    if suggestion.state is not SuggestionState.OPEN:
        raise Conflict(DECIDED_MEANWHILE)
    _check_settled(translation, text, seen)
    _credit(article, suggestion)
    proposal = get_proposal(actor, suggestion_id)
    is_rewritten = _is_rewritten(proposal, text)
    draft = write_draft(
        actor,
        article,
        translation.locale,
        text,
        significance=significance,
        note=proposal.revision.note,
        seen=seen.draft,
        source_id=_source_id(translation, proposal),
        author_id=suggestion.author_id,
    )
    if is_rewritten and actor.member_id is not None:
        draft.writer_ids = sorted({*draft.writer_ids, actor.member_id})
    state = SuggestionState.ACCEPTED
    _decide(actor, suggestion, proposal.revision, state=state, answer=answer)
    return publish(actor, article, translation.locale) if publishes else draft


def _check_settled(translation: Translation, text: ArticleText, seen: Seen) -> None:
    """Invalid when another text was published after the writer had looked, or when marks are left."""
    if translation.published_revision_id != seen.published_id:
        raise Invalid(
            _l(
                "The article was published anew after you had opened it. Compare again, then accept."
            )
        )
    if has_marks(text.body):
        raise Invalid(
            _l("Choose between both versions where marks stand, and take the marks out."),
            field="body",
        )


def _source_id(translation: Translation, proposal: Proposal) -> int | None:
    """What a lagging text was made from: a suggested edit lets it catch up with nothing. A draft says so itself."""
    if proposal.draft is not None or translation.staleness is Staleness.CURRENT:
        return None
    return find_source_id(translation, proposal.published)


def _is_rewritten(proposal: Proposal, text: ArticleText) -> bool:
    """Whether these are other words than both edits together: whoever settled them wrote in them."""
    offered = (proposal.title, proposal.body.text.strip())
    return (text.title, text.body.strip()) != offered


def _credit(article: Article, suggestion: ArticleSuggestion) -> None:
    if suggestion.author_id is not None:
        keys = {"article_id": article.id, "member_id": suggestion.author_id}
        insert_once(ArticleAuthor, **keys, kind=CreditKind.CONTRIBUTOR, credited_at=now())


def reject_suggestion(actor: Actor, article: Article, suggestion_id: int, reason: str) -> None:
    """Say why an edit is not taken; its author reads the reason."""
    suggestion, _translation = _locked(article, suggestion_id)
    held = suggestion.state is SuggestionState.HELD
    ensure(actor, Permission.MODERATE if held else Permission.ARTICLE_WRITE, article)
    if not suggestion.is_undecided:
        raise Conflict(DECIDED_MEANWHILE)
    require(reason, "reason")
    offered = db.session.get_one(ArticleRevision, suggestion_id)
    _decide(actor, suggestion, offered, state=SuggestionState.REJECTED, answer=reason)


def release_suggestion(actor: Actor, article: Article, suggestion_id: int) -> None:
    """Let writers see what waited for a moderator."""
    ensure(actor, Permission.MODERATE, article)
    suggestion, _translation = _locked(article, suggestion_id)
    if suggestion.state is not SuggestionState.HELD:
        raise Conflict(_l("Another moderator has looked at this in the meantime."))
    suggestion.state = SuggestionState.OPEN
    _tell(suggestion, article.id, suggestion.author_id)


def withdraw_suggestion(actor: Actor, article: Article, suggestion_id: int) -> None:
    """Take one's own suggested edit back; a second time changes nothing."""
    suggestion, _translation = _locked(article, suggestion_id)
    ensure(actor, Permission.SUGGESTION_WITHDRAW, suggestion)
    if suggestion.state is SuggestionState.WITHDRAWN:
        return
    if not suggestion.is_undecided:
        raise Conflict(_l("Writers have decided about this suggested edit already."))
    suggestion.state, suggestion.decided_at = SuggestionState.WITHDRAWN, now()
    offered = db.session.get_one(ArticleRevision, suggestion_id)
    offered.state = RevisionState.REJECTED


def _locked(article: Article, suggestion_id: int) -> tuple[ArticleSuggestion, Translation]:
    """The suggestion and its language, locked in the order that all writers of an article lock in."""
    found = db.session.get(ArticleSuggestion, suggestion_id)
    if found is None:
        raise NotFound
    lock(article)
    translation = get_locked(Translation, found.translation_id)
    if translation.article_id != article.id:
        raise NotFound
    return get_locked(ArticleSuggestion, suggestion_id), translation


def _decide(
    actor: Actor,
    suggestion: ArticleSuggestion,
    offered: ArticleRevision,
    *,
    state: SuggestionState,
    answer: str,
) -> None:
    suggestion.state, suggestion.answer = state, answer.strip()[:MAX_ANSWER]
    suggestion.decided_by_id, suggestion.decided_at = actor.member_id, now()
    accepted = state is SuggestionState.ACCEPTED
    offered.state = RevisionState.SUPERSEDED if accepted else RevisionState.REJECTED
    offered.reviewer_id, offered.decided_at = actor.member_id, suggestion.decided_at
    translation = db.session.get_one(Translation, suggestion.translation_id)
    record(
        SuggestionDecided(
            suggestion_id=suggestion.revision_id,
            article_id=translation.article_id,
            actor_id=actor.member_id,
            was_accepted=accepted,
        )
    )

"""What is forgotten of an erased member, and what stays: one table for each; docs/privacy.md says it in words.

A new table that knows members, or a new text that names them, gets its line here; a test asks for it.
"""

from collections.abc import Collection

from sqlalchemy import select

from community.accounts import tasks_erasure as account_steps
from community.accounts.erasing import Column, Gone, Step, Steps, rows_of, words_of
from community.accounts.models import Member, Membership
from community.articles.models import (
    Article,
    ArticleRevision,
    Feedback,
    HelpCategory,
    HelpSection,
    Translation,
)
from community.articles.models_review import ReviewNote
from community.articles.models_work import ArticleLink, ArticleSuggestion, ArticleTask
from community.circles.models import CalendarAddress, CircleEntry, HourQuestion, LiveHour
from community.content import tasks_erasure as naming_steps
from community.content import tasks_pictures as picture_steps
from community.content.models import (
    Comment,
    Flag,
    Follow,
    ProductArea,
    ProductAreaOwner,
    Revision,
    Subject,
    SubjectKind,
    Tag,
    Vote,
)
from community.content.models_carried import CarriedFollow
from community.content.models_mentions import Mention
from community.content.models_tags import TagMerge, TagMergeFollow
from community.content.models_unsent import UnsentText
from community.content.models_views import SavedView
from community.core.db import db
from community.core.mail_outbox import LetterRow
from community.core.outbox import Delivery, OutboxEvent
from community.credits.models import ClaimStep, CreditClaim
from community.glossary.models import GlossaryTerm
from community.home.models import StartListAway
from community.ideas import tasks_exports as idea_steps
from community.ideas.models import Board, Idea, OfficialResponse, StatusChange
from community.ideas.models_life import InternalNote, ScheduledChange, StatusTemplate, Verdict
from community.ideas.models_releases import Release, ReleaseIdea, ReleaseText
from community.ideas.models_triage import BulkChange, BulkRow
from community.moderation import tasks_erasure as post_steps
from community.notifications import tasks_erasure as news_steps
from community.notifications.models import Fanout, Habits, Notification, Preference
from community.notifications.models_mail import IncomingMail
from community.questions import tasks_erasure as clock_steps
from community.questions.models import Answer, Question, QuestionChange, QuestionInvitation
from community.questions.models_severity import SeverityChange
from community.questions.models_suggestions import PostSuggestion
from community.questions.models_surveys import SolvedSurvey
from community.questions.quoting import heads_without
from community.recognition.models import Award
from community.recognition.models_leaderboards import LeaderboardPlace
from community.recognition.models_rings import RingCase
from community.search import tasks_erasure as search_steps
from community.search.models import SearchTakeUp
from community.service_levels.models import PlanVersion, ServiceTokenEntry, Severity
from community.service_levels.models_words import MissNote
from community.uptime.models import Component, Incident, IncidentUpdate

# Rows that go, by the column that names him.
ROWS: tuple[Column, ...] = (
    Membership.member_id,
    UnsentText.member_id,
    Follow.member_id,
    CarriedFollow.member_id,
    TagMergeFollow.member_id,
    Mention.member_id,
    ProductAreaOwner.member_id,
    Preference.member_id,
    Habits.member_id,
    StartListAway.member_id,
    CalendarAddress.member_id,
    CircleEntry.member_id,
    QuestionInvitation.member_id,
    LeaderboardPlace.member_id,
    SavedView.owner_id,
)

# Words that go from rows that stay: the column that names him, and what stands in their place.
WORDS: tuple[tuple[Column, dict[Column, object]], ...] = (
    (Vote.member_id, {Vote.reason: None, Vote.source: None}),
    (Vote.cast_by_id, {Vote.source: None}),
    (Flag.member_id, {Flag.note: ""}),
    (Verdict.member_id, {Verdict.body: ""}),
    (SolvedSurvey.member_id, {SolvedSurvey.comment: "", SolvedSurvey.member_id: None}),
    (Feedback.member_id, {Feedback.text: "", Feedback.member_id: None}),
    (IncomingMail.member_id, {IncomingMail.member_id: None}),
    (SearchTakeUp.member_id, {SearchTakeUp.member_id: None}),
    (QuestionInvitation.by_id, {QuestionInvitation.by_id: None}),
    (Question.claimed_by_id, {Question.claimed_by_id: None, Question.claimed_until: None}),
    (Idea.assignee_id, {Idea.assignee_id: None}),
    (Article.owner_id, {Article.owner_id: None}),
    (HelpSection.owner_id, {HelpSection.owner_id: None}),
    (ArticleTask.owner_id, {ArticleTask.owner_id: None}),
)

# What he said about posts of others; it goes with his own posts, where he wanted them removed.
REMARKS: tuple[tuple[Column, dict[Column, object]], ...] = (
    (QuestionChange.actor_id, {QuestionChange.text: ""}),
    (SeverityChange.actor_id, {SeverityChange.reason: ""}),
    (Revision.author_id, {Revision.note: ""}),
    (PostSuggestion.author_id, {PostSuggestion.note: ""}),
    (ArticleRevision.author_id, {ArticleRevision.note: ""}),
)

# Texts by people, which may name him; each line is one table.
TEXTS: tuple[tuple[Column, ...], ...] = (
    (Question.title, Question.body, Question.html, Question.text),
    (Answer.body, Answer.html, Answer.text),
    (Idea.title, Idea.body, Idea.html, Idea.text, Idea.problem, Idea.way_round),
    (Comment.body, Comment.html),
    (HourQuestion.text, HourQuestion.answer_body, HourQuestion.answer_html),
    (LiveHour.title, LiveHour.body, LiveHour.html, LiveHour.text, LiveHour.cancel_reason),
    (Revision.title, Revision.body, Revision.note),
    (PostSuggestion.title, PostSuggestion.body, PostSuggestion.note, PostSuggestion.answer),
    (
        *(ArticleRevision.title, ArticleRevision.summary, ArticleRevision.body),
        *(ArticleRevision.html, ArticleRevision.toc, ArticleRevision.text, ArticleRevision.note),
    ),
    (ArticleSuggestion.answer,),
    (ReviewNote.text,),
    (GlossaryTerm.definition, GlossaryTerm.html, GlossaryTerm.text, GlossaryTerm.synonyms),
    (UnsentText.title, UnsentText.body, UnsentText.choices),
    (InternalNote.body, InternalNote.html),
    (StatusChange.body, StatusChange.html, StatusChange.way_round_path),
    (ScheduledChange.body, ScheduledChange.way_round_path),
    (OfficialResponse.body, OfficialResponse.html),
    (ReleaseText.body, ReleaseText.html, ReleaseText.text),
    (ReleaseIdea.body,),
    (Verdict.body,),
    (Vote.reason, Vote.source),
    (Flag.note,),
    (Feedback.text,),
    (SolvedSurvey.comment,),
    (QuestionChange.text,),
    (SeverityChange.reason,),
    (CreditClaim.note, CreditClaim.reason),
    (ClaimStep.text,),
    (ServiceTokenEntry.note,),
    (MissNote.happened, MissNote.next_steps),
    (IncidentUpdate.text,),
    (RingCase.reason,),
    (Member.bio, Member.suspended_reason),
    (Subject.visibility_reason,),
    (Fanout.words,),
    (Notification.words,),
    (LetterRow.context, LetterRow.error),
    (OutboxEvent.payload,),
    (Delivery.error,),
    # Where an erasure is goes by the line: what is new stands at the end.
    (Release.name, Release.ideas_body),
    (BulkChange.wanted,),
    (BulkRow.wanted, BulkRow.why),
    (StatusTemplate.name, StatusTemplate.body),
    (Incident.title,),
    (ArticleLink.href, ArticleLink.words, ArticleLink.heading, ArticleLink.moved_to),
    (Award.revoked_reason,),
    (HelpCategory.description,),
    (HelpSection.description,),
    (ProductArea.description,),
    (Tag.description,),
    (TagMerge.description,),
    (Board.description,),
    (Component.description,),
    (PlanVersion.summary,),
    (Severity.definition,),
)


def _themselves(keys: Collection[int]) -> Collection[int]:
    return keys


def _articles_of(revision_ids: Collection[int]) -> Collection[int]:
    """The articles that these texts are of."""
    statement = select(Translation.article_id).join(
        ArticleRevision, ArticleRevision.translation_id == Translation.id
    )
    return set(db.session.scalars(statement.where(ArticleRevision.id.in_(revision_ids))))


INDEXED: dict[type, naming_steps.SubjectsOf] = {
    **dict.fromkeys((Question, Answer, Idea, Comment, LiveHour, GlossaryTerm), _themselves),
    ArticleRevision: _articles_of,
}


def _with_posts(step: Step) -> Step:
    """The step for those who want their posts removed."""

    def only(gone: Gone, cursor: int) -> int | None:
        return step(gone, cursor) if gone.with_posts else None

    return only


# In this order: posts first, while all that hears of it finds them; the index and kept pages last.
ERASURE: Steps = {
    "answers": post_steps.posts_of(SubjectKind.ANSWER),
    "comments": post_steps.posts_of(SubjectKind.COMMENT),
    "questions in live hours": post_steps.posts_of(SubjectKind.HOUR_QUESTION),
    "questions": post_steps.posts_of(SubjectKind.QUESTION),
    "ideas": post_steps.posts_of(SubjectKind.IDEA),
    "suggestions": post_steps.forget_suggestions,
    "remarks": _with_posts(words_of(*REMARKS)),
    "words": words_of(*WORDS),
    "rows": rows_of(*ROWS),
    "followers": naming_steps.forget_followers,
    "own news": news_steps.forget_own_news,
    "told": news_steps.forget_told,
    "letters": news_steps.forget_letters,
    "names": naming_steps.names_in(TEXTS, heads_without, INDEXED),
    "files of ideas": idea_steps.forget_files,
    "searches": search_steps.forget_searches_for,
    "pictures": picture_steps.pictures_in(TEXTS),
    "index": search_steps.compact_index,
    "pages": account_steps.forget_pages,
    # Where an erasure is goes by the number of the step: what is new stands at the end.
    "clocks": clock_steps.end_solutions,
}

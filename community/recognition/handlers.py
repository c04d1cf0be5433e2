"""What happened is turned into points and badges by reading the rows as they are now."""

from collections.abc import Iterable

from community.content.models import VoteKind
from community.events import (
    AnswerAcceptanceWithdrawn,
    AnswerAccepted,
    AnswerMarkedOfficial,
    AnswerVerified,
    AnswerVoted,
    AnswerVoteWithdrawn,
    ArticlePublished,
    ArticleVerified,
    FlagsLifted,
    FlagUpheld,
    IdeaSplit,
    IdeaStatusChanged,
    IdeaVoted,
    IdeaVoteWithdrawn,
    PostEditDecided,
    QuestionVoted,
    QuestionVoteWithdrawn,
    SubjectHidden,
    SubjectShown,
    SuggestionDecided,
)
from community.recognition import ledger
from community.recognition.awards import award_checker, award_editors, award_for
from community.recognition.facts import (
    OF_VOTES,
    edit_source,
    facts_of_edits,
    facts_of_marks,
    facts_of_post_edits,
    facts_of_subject,
    facts_of_vote,
    fines_of_subject,
    list_answer_ids,
    list_answers_of_article,
    post_edit_source,
    vote_source,
)

MARKS = ("accepted", "asker", "marked", "made", "shipped")


def note_answer_vote(event: AnswerVoted | AnswerVoteWithdrawn) -> None:
    """A helpful vote, cast or taken back."""
    _settle_vote(event.answer_id, event.actor_id)


def note_question_vote(event: QuestionVoted | QuestionVoteWithdrawn) -> None:
    """A vote *same question*, cast or taken back."""
    _settle_vote(event.question_id, event.actor_id)


def note_idea_vote(event: IdeaVoted | IdeaVoteWithdrawn) -> None:
    """A supporter, won or lost."""
    _settle_vote(event.idea_id, event.actor_id)


def _settle_vote(subject_id: int, voter_id: int) -> None:
    sources = [vote_source(kind, subject_id, voter_id) for kind in VoteKind if kind in OF_VOTES]
    ledger.settle(facts_of_vote(subject_id, voter_id), ledger.list_standing(subject_id, sources))
    award_for(subject_id)


def note_acceptance(
    event: AnswerAccepted | AnswerAcceptanceWithdrawn | AnswerMarkedOfficial | AnswerVerified,
) -> None:
    """An answer was accepted, made official, tried by an expert, or no longer is."""
    _settle_marks(event.answer_id)


def note_article(event: ArticlePublished) -> None:
    """An article that was made of answers is there for readers."""
    for answer_id in list_answers_of_article(event.article_id):
        _settle_marks(answer_id)


def note_idea_status(event: IdeaStatusChanged) -> None:
    """An idea was shipped, or came back."""
    _settle_marks(event.idea_id)


def _settle_marks(subject_id: int) -> None:
    sources = [f"{name}:{subject_id}" for name in MARKS]
    ledger.settle(facts_of_marks(subject_id), ledger.list_standing(subject_id, sources))
    award_for(subject_id)


def note_suggestion(event: SuggestionDecided) -> None:
    """An accepted edit earns whoever suggested it, and counts for his badges."""
    sources = [edit_source(event.suggestion_id)]
    facts = [fact for fact in facts_of_edits(event.article_id) if fact.source in sources]
    ledger.settle(facts, ledger.list_standing(event.article_id, sources))
    award_editors(event.article_id)


def note_post_edit(event: PostEditDecided) -> None:
    """An accepted edit of a post earns whoever suggested it; one that is undone no longer does."""
    sources = [post_edit_source(event.edit_id)]
    facts = [fact for fact in facts_of_post_edits(event.subject_id) if fact.source in sources]
    ledger.settle(facts, ledger.list_standing(event.subject_id, sources))


def note_check(event: ArticleVerified) -> None:
    """Whoever verifies articles earns a badge for it."""
    if event.actor_id is not None:
        award_checker(event.actor_id, event.article_id)


def note_visibility(event: SubjectHidden | SubjectShown) -> None:
    """What is hidden earns nothing, nor do the answers that share its fate; what is shown again earns what it did."""
    subject_ids = (event.subject_id, *list_answer_ids(event.subject_id))
    for subject_id in subject_ids:
        ledger.settle(facts_of_subject(subject_id), ledger.list_standing(subject_id))
        award_for(subject_id)
    _settle_fines(subject_ids)


def note_split(event: IdeaSplit) -> None:
    """The supporters that a part brought along earn its author what their votes do."""
    ledger.settle(facts_of_subject(event.idea_id), ledger.list_standing(event.idea_id))
    award_for(event.idea_id)


def note_flags(event: FlagUpheld | FlagsLifted) -> None:
    """Flags that moderators agreed with cost the author points, once a post, until they take that back."""
    _settle_fines([event.subject_id])


def _settle_fines(subject_ids: Iterable[int]) -> None:
    for subject_id in subject_ids:
        ledger.settle(fines_of_subject(subject_id), ledger.list_fines(subject_id))

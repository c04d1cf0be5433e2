"""All that can happen to questions, answers, ideas and people, at random."""

from __future__ import annotations

from community.accounts.actions_erasure import erase
from community.accounts.models import Member
from community.accounts.models_erasure import EraseReason
from community.content.models import VoteKind
from community.core.db import db, writing
from community.core.outbox import record
from community.events import AreaAdded
from community.policies.actor import SYSTEM
from community.questions import actions as questions
from community.questions import actions_answers as answers
from community.questions import actions_states as states
from community.questions.actions_doubts import doubt, withdraw_doubt
from community.questions.actions_tagging import retag
from community.questions.drafts import Details
from community.questions.models import Answer, Question
from community.questions.states import CloseReason
from tests.makers import actor_of, make_area, make_member, prose
from tests.recognition.history import Deed, History

WORDS = ("tax", "vat", "paper", "garden", "label")
DOUBTS = (VoteKind.OUTDATED, VoteKind.DOES_NOT_WORK)


class WholeHistory(History):
    """As History, and people ask, answer, retag, lead duplicates together and apart, delete, and go."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.areas = [make_area(), make_area("mobile")]
        with writing():
            for area in self.areas:
                record(AreaAdded(area_key=area.key))
        self.text = prose()
        self.newcomers = [make_member() for _ in range(4)]

    def deeds(self) -> list[Deed]:
        """What may happen now, votes most often."""
        kinds = [self.votes] * 14 + [self.marks] * 4 + [self.fates] * 3 + [self.standings]
        kinds += [self.posts] * 2 + [self.words] * 2 + [self.duplicates] * 3
        kinds += [self.leaving] if self.dice.random() < 0.05 else []
        return self.one(kinds)()

    def posts(self) -> list[Deed]:
        """Something new; not so much of it that votes would no longer meet."""
        actor, question = actor_of(self.one(self.members)), self.row(Question, self.questions)
        details = Details(
            product_area_id=self.one([None, *[area.id for area in self.areas]]),
            tags=tuple(self.dice.sample(WORDS, 2)),
        )
        title = f"How do I do number {len(self.questions)}?"
        found: list[Deed] = []
        if len(self.questions) < 40:
            found.append(
                lambda: self.questions.append(
                    questions.ask(actor, title, self.text, details, lang="en")
                )
            )
        if len(self.answers) < 120:
            found.append(
                lambda: self.answers.append(answers.answer(actor, question, self.text, lang="en"))
            )
        return found or self.votes()

    def words(self) -> list[Deed]:
        """Other tags, another area, doubts and their end."""
        actor, agent = actor_of(self.one(self.members)), actor_of(self.agent)
        question, answer = self.row(Question, self.questions), self.row(Answer, self.answers)
        kind, names = self.one(list(DOUBTS)), self.dice.sample(WORDS, self.dice.randrange(4))
        area_id = self.one(self.areas).id
        details = Details(product_area_id=area_id, tags=tuple(names))
        return [
            lambda: retag(agent, question, names),
            lambda: questions.edit_question(
                agent, question, question.title, self.text, details=details
            ),
            lambda: doubt(actor, answer, kind, "Not any more."),
            lambda: withdraw_doubt(actor, answer, kind),
        ]

    def duplicates(self) -> list[Deed]:
        """What was asked before is led there, or stands for itself again; askers delete what they asked."""
        agent, question = actor_of(self.agent), self.row(Question, self.questions)
        root_id, reason = self.one(self.questions).id, CloseReason.DUPLICATE
        asker = actor_of(db.session.get_one(Member, question.author_id))
        return [
            lambda: states.close(agent, question, reason, duplicate_of_id=root_id),
            lambda: states.reopen(agent, question),
            lambda: states.reopen(agent, question),
            lambda: questions.delete_question(asker, question),
        ]

    def leaving(self) -> list[Deed]:
        """Somebody is erased, with his posts or without, and somebody else comes."""
        with_posts = self.dice.random() < 0.5

        def leave() -> None:
            gone = self.members.pop(self.dice.randrange(len(self.members)))
            erase(SYSTEM, gone.id, EraseReason.ASKED, with_posts=with_posts)
            self.members.append(self.newcomers.pop())

        return [leave] if self.newcomers else self.votes()

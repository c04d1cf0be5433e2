"""A member whose marker stands in every text that he could fill, and others who named him."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

from PIL import Image, ImageDraw
from sqlalchemy import select, update

from community.accounts.models import AccountToken, Member, SignInSession, TokenPurpose
from community.articles.models import ArticleAuthor, Feedback, Translation
from community.articles.states import CreditKind
from community.content import actions as content
from community.content.actions_comments import add_comment
from community.content.actions_unsent import keep
from community.content.models import (
    Comment,
    FlagReason,
    Follow,
    Revision,
    Subject,
    TargetKind,
    Vote,
    VoteKind,
)
from community.content.models_pictures import Picture
from community.content.models_unsent import Place, Purpose, Words
from community.content.models_views import Desk, SavedView
from community.content.suggestions import SuggestionState
from community.core.clock import now
from community.core.db import Base, db, writing
from community.core.mail_outbox import LetterRefused, Recipient, post
from community.core.outbox import record
from community.ideas.models import Idea, StatusChange
from community.ideas.models_life import Verdict
from community.ideas.models_triage import IdeaExport
from community.questions import actions as questions
from community.questions import actions_answers as answers
from community.questions.actions_doubts import doubt
from community.questions.drafts import Details
from community.questions.models import Answer, Question, QuestionChange
from community.questions.models_suggestions import PostSuggestion
from community.questions.models_surveys import SolvedSurvey
from community.questions.quoting import quoted
from community.questions.states import QuestionState
from community.recognition.models import Award
from community.search.models import SearchQuery
from tests.articles.edits import suggest
from tests.circles.stories import ask_in, let_in, make_circle, make_manager, plan_hour
from tests.ideas.stories import support, take_back
from tests.makers import (
    actor_of,
    make_answer,
    make_article,
    make_idea,
    make_member,
    make_question,
    prose,
    status,
)
from tests.services.client import PortalClient
from tests.services.worker import Worker

MARK = "zyxomark"
NAME, HANDLE, EMAIL = "Zyxomark Quill", "zyxomark-quill", "zyxomark@post.example"
# In what others built upon: it stays, without a name.
STAYS = "quarterfold"
SAID = f"What {MARK} says about it, long enough to be a text."


@dataclass
class Life:
    """Who he is, what he wrote, and who met him."""

    member: Member
    friend: Member
    alone: Question
    answered: Question
    answer: Answer
    remark: Comment
    idea: Idea
    wanted: Idea
    quoting: Answer
    naming: Comment
    award: Award
    picture: str
    upload: str


def live(client: PortalClient, drain: Worker) -> Life:
    """Months of somebody's life in the portal."""
    him, friend = make_member(NAME, email=EMAIL), make_member("Ada")
    picture, upload = set_profile(client, him)
    alone = make_question(him, f"Where is my {MARK} paper?", SAID)
    answered = make_question(him, f"How do I fold {STAYS} paper?", f"{STAYS}, all of it.")
    asked = make_question(friend, "How do I print on both sides?")
    answer = make_answer(asked, him, SAID)
    with writing():
        questions.edit_question(
            actor_of(him), alone, alone.title, prose(f"{SAID} Again."), details=Details()
        )
        answers.accept_answer(actor_of(friend), answer)
    remark = say(him, asked.id, SAID)
    naming = say(friend, asked.id, f"@{HANDLE} knows, see /members/{HANDLE}, or write to {EMAIL}.")
    quoting = make_answer(answered, friend, quote(asked, answer))
    make_answer(answered, friend, "Twice in the middle, and it is done.")
    idea, wanted = make_idea(him, f"A drawer for {MARK}"), make_idea(him, f"A lamp for {STAYS}")
    support(wanted, friend)
    take_back(wanted, him)  # one voice is left, and it is not his
    drain()
    posts = (alone, answered, answer, remark, idea, wanted, quoting, naming)
    award = db.session.scalars(select(Award).where(Award.member_id == him.id)).one()
    life = Life(him, friend, *posts, award, picture, upload)
    speak_aside(life, asked)
    ask_in_circle(him)
    write_for_help(client, him)
    be_noted(life, asked)
    drain()
    return life


def say(who: Member, on_id: int, words: str) -> Comment:
    """A comment."""
    actor, text = actor_of(who), prose(words)
    with writing():
        on = db.session.get_one(Subject, on_id)
        return add_comment(actor, on, text, lang="en")


def quote(asked: Question, answer: Answer) -> str:
    """An answer that begins with his words, and with his name above them."""
    there = f"/questions/{asked.id}-{asked.slug}#answer-{answer.id}"
    return f"{quoted('Fold it once.', NAME, there)}That is what I do, too, each day."


def speak_aside(life: Life, asked: Question) -> None:
    """What one says beside posts: reasons, notes, drafts."""
    actor, friend = actor_of(life.member), actor_of(life.friend)
    with writing() as rows:
        doubt(actor, rows.get_one(Answer, life.quoting.id), VoteKind.DOES_NOT_WORK, SAID)
        rows.execute(update(Vote).where(Vote.reason == SAID).values(source=f"A call with {NAME}"))
        content.flag(actor, rows.get_one(Subject, life.quoting.id), FlagReason.OTHER, SAID)
        rows.add_all(
            remarks(life.member.id, about_id=asked.id) + keepsakes(life.member.id, life.alone.id)
        )
    with writing():
        keep(actor, Place(Purpose.IDEA), Words(MARK, SAID, {"problem": MARK}), by_hand=True)
        keep(friend, Place(Purpose.IDEA), Words("Dear", f"Ask @{HANDLE}, he knows."), by_hand=True)


def remarks(his_id: int, about_id: int) -> list[Base]:
    """What he said about a question of somebody else."""
    edit = PostSuggestion(subject_id=about_id, question_id=about_id, author_id=his_id, base=1)
    edit.title, edit.body, edit.note, edit.answer = MARK, SAID, MARK, ""
    edit.state, edit.created_at = SuggestionState.OPEN, now()
    change = QuestionChange(question_id=about_id, actor_id=his_id, text=SAID, at=now())
    change.came_from, change.to = QuestionState.OPEN, QuestionState.ANSWERED
    revision = Revision(subject_id=about_id, number=1, author_id=his_id, body="Before.", lang="en")
    revision.note, revision.created_at = MARK, now()
    return [edit, change, revision]


def keepsakes(his_id: int, question_id: int) -> list[Base]:
    """A saved view of his, and what he said of how he was helped."""
    survey = SolvedSurvey(question_id=question_id, member_id=his_id, comment=SAID, asked_at=now())
    survey.month = now().date().replace(day=1)
    export = IdeaExport(author_id=his_id, query=f"words={MARK}", locale="en", created_at=now())
    return [
        export,
        SavedView(
            desk=Desk.IDEAS, owner_id=his_id, name=MARK, query=f"words={MARK}", created_at=now()
        ),
        survey,
    ]


def ask_in_circle(him: Member) -> None:
    """A question of his in a live hour, and a verdict about what was shipped."""
    circle = make_circle()
    let_in(him, circle)
    ask_in(plan_hour(circle, make_manager()), him, SAID)
    idea = make_idea(make_member())
    with writing() as rows:
        change = StatusChange(idea_id=idea.id, to_status_id=status("shipped").id, lang="en")
        change.body, change.html, change.renderer_version, change.created_at = "", "", 1, now()
        rows.add(change)
        rows.flush()  # the verdict names its key
        verdict = Verdict(idea_id=idea.id, change_id=change.id, member_id=him.id, solves=False)
        verdict.body, verdict.lang, verdict.created_at = SAID, "en", now()
        rows.add(verdict)


def write_for_help(client: PortalClient, him: Member) -> None:
    """A suggested edit of an article, a word on whether it helped, and a credit."""
    article = make_article()
    suggest(client.sign_in(him), article, SAID, note=MARK)
    with writing() as rows:
        revision_id = rows.scalars(select(Translation.published_revision_id)).one()
        rows.add(
            Feedback(
                revision_id=revision_id,
                member_id=him.id,
                was_helpful=False,
                text=SAID,
                created_at=now(),
            )
        )
        rows.add(
            ArticleAuthor(
                article_id=article.id,
                member_id=him.id,
                kind=next(iter(CreditKind)),
                credited_at=now(),
            )
        )


def be_noted(life: Life, asked: Question) -> None:
    """What the portal notes of somebody: devices, links, letters, bounces, searches."""
    him, later = life.member, now() + timedelta(days=1)
    with writing() as rows:
        rows.execute(update(SignInSession).values(browser=MARK))
        rows.execute(update(Member).where(Member.id == him.id).values(source_key=f"old:{MARK}"))
        token = AccountToken(token_hash="0" * 64, purpose=TokenPurpose.RESET, email=EMAIL)
        token.member_id, token.name, token.created_at, token.expires_at = him.id, NAME, now(), later
        rows.add(token)
        rows.add(SearchQuery(text=f"{NAME} invoice", locale="en", results=0, asked_at=now()))
        rows.add(
            Follow(
                member_id=life.friend.id,
                target_kind=TargetKind.MEMBER,
                target_id=him.id,
                created_at=now(),
            )
        )
        sent = post(Recipient(address=EMAIL, locale="en"), "password_changed", {"name": NAME})
        rows.flush()  # the event names its key
        record(LetterRefused(letter_id=sent.id, words=f"550 5.1.1 <{EMAIL}>: unknown"))
        told = {
            "name": "Ada",
            "title": f"A drawer for {MARK}",
            "path": f"/questions/{life.alone.id}",
        }
        waiting = post(Recipient(address="ada@garden.example", locale="en"), "notification", told)
        waiting.due_at = later


def set_profile(client: PortalClient, him: Member) -> tuple[str, str]:
    """A picture of his, and one that he sent for a text; their keys."""
    client.sign_in(him)
    profile = {"name": NAME, "handle": HANDLE, "bio": SAID, "locale": "en", "time_zone": "UTC"}
    client.post("/account", data={**profile, "picture": (drawing("red"), "me.png")})
    client.post("/pictures", data={"picture": (drawing("blue"), "it.png"), "alt": f"The {MARK}"})
    db.session.expire_all()
    assert him.picture_key
    [sent] = db.session.scalars(select(Picture.key)).all()
    return him.picture_key, sent


def drawing(colour: str) -> BytesIO:
    picture = Image.new("RGB", (300, 300), colour)
    ImageDraw.Draw(picture).ellipse((20, 20, 200, 200), fill="white")
    out = BytesIO()
    picture.save(out, "PNG")
    out.seek(0)
    return out

"""What administrators can change: each setting has a type, a default, bounds, and a sentence that explains it."""

from dataclasses import dataclass, field
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

# Days between two checks of an article, for the whole site as for a section.
FEWEST_CHECK_DAYS, MOST_CHECK_DAYS = 7, 3650


def setting(
    default: Any,
    sentence: LazyString,
    *,
    low: int | None = None,
    high: int | None = None,
    is_set_elsewhere: bool = False,
) -> Any:
    """A field of the catalogue: low and high bound a number, or the length of a text.

    One that is set elsewhere follows from what other pages keep, and stands on no form.
    """
    facts = {"sentence": sentence, "low": low, "high": high, "elsewhere": is_set_elsewhere}
    return field(default=default, metadata=facts)


def _points(default: int, sentence: LazyString) -> Any:
    """Points of one event; what is entered in the ledger keeps those of its day."""
    return setting(default, sentence, low=0, high=1000)


def _bound(default: int, sentence: LazyString, low: int = 1) -> Any:
    """A reputation from which on something holds."""
    return setting(default, sentence, low=low, high=1_000_000)


@dataclass(frozen=True, kw_only=True)
class SiteSettings:
    """The catalogue; a mistyped name is an AttributeError."""

    site_name: str = setting(
        "Community", _l("The name in the header, in titles and in mails."), low=1, high=60
    )
    company_name: str = setting(
        "Our company", _l("Who makes the promises of the service menu."), low=1, high=80
    )
    accent: str = setting(
        "#0b6e4f",
        _l("The colour of links and buttons; it must be readable on the page's paper."),
        low=7,
        high=7,
    )
    status_colours: str = setting(
        "",
        _l("The colours that statuses of ideas were given, as their pages keep them."),
        high=2000,
        is_set_elsewhere=True,
    )
    welcome_en: str = setting(
        "How can we help?", _l("The line above the large search box, in English."), low=1, high=120
    )
    welcome_fr: str = setting(
        "Comment pouvons-nous vous aider ?",
        _l("The line above the large search box, in French."),
        low=1,
        high=120,
    )
    default_locale: str = setting(
        "en", _l("The language of visitors whose browser asks for none that we have."), high=2
    )
    company_time_zone: str = setting(
        "Europe/Paris",
        _l("The time zone in which visitors read times, and with which a first menu begins."),
        high=64,
    )
    registration_open: bool = setting(True, _l("Whether visitors can open an account."))
    newcomer_links_held: bool = setting(
        True, _l("Whether first posts of newcomers that hold links wait for a moderator.")
    )
    held_words: str = setting(
        "", _l("Words, one a line, that let a newcomer's post wait for a moderator."), high=5000
    )
    archive_after_days: int = setting(
        365, _l("Days without activity after which a question is archived."), low=30, high=3650
    )
    live_hour_reminder_minutes: int = setting(
        60,
        _l("Minutes before a live hour begins at which those who follow it are reminded."),
        low=5,
        high=2880,
    )
    claim_minutes: int = setting(
        10, _l("Minutes for which a question is taken by whoever is answering it."), low=1, high=120
    )
    comments_shown: int = setting(
        5,
        _l("Comments under a post above which only the last three are shown, with a way to all."),
        low=3,
        high=100,
    )
    ask_when_solved: bool = setting(
        True, _l("Whether askers are asked once whether it was solved and how hard it was.")
    )
    survey_after_hours: int = setting(
        24,
        _l("Hours after which an asker who did not say it on the page is asked by a message."),
        low=1,
        high=336,
    )
    claim_reminder_days: int = setting(
        3,
        _l("Days before the time to claim a credit ends at which contacts are reminded, once."),
        low=1,
        high=30,
    )
    needs_info_reminder_days: int = setting(
        3,
        _l(
            "Days without a reply after which an asker is reminded that the team needs to know more."
        ),
        low=1,
        high=90,
    )
    needs_info_close_days: int = setting(
        14,
        _l("Days without a reply after which a question that needs information is closed."),
        low=2,
        high=365,
    )
    draft_days: int = setting(
        30,
        _l("Days for which what a member began to write, and did not send, is kept."),
        low=1,
        high=365,
    )
    idea_verdict_days: int = setting(
        3,
        _l(
            "Days after an idea was shipped until its supporters are asked whether it solves their problem."
        ),
        low=0,
        high=90,
    )
    idea_verdicts_needed: int = setting(
        10,
        _l("Answers from which on a shipped idea can go back to review."),
        low=1,
        high=10_000,
    )
    idea_verdicts_percent: int = setting(
        50,
        _l("Percent of these answers that must be a yes; with less the idea goes back to review."),
        low=0,
        high=100,
    )
    search_report_days: int = setting(
        365,
        _l("Days for which the search report keeps how often a phrase was searched for."),
        low=7,
        high=3650,
    )
    article_verification_days: int = setting(
        180,
        _l("Days for which the verification of an article is valid."),
        low=FEWEST_CHECK_DAYS,
        high=MOST_CHECK_DAYS,
    )
    articles_need_review: bool = setting(
        False, _l("Whether readers see an article's new text only after a reviewer approved it.")
    )
    writers_review_own: bool = setting(
        False, _l("Whether help writers may approve what they wrote, in a team with one writer.")
    )
    reputation_cap: int = setting(
        200, _l("Points that a member can earn a day from votes."), low=10, high=10000
    )
    points_answer_helpful: int = _points(
        10, _l("Points for an answer that somebody found helpful.")
    )
    points_same_question: int = _points(
        5, _l("Points for a question that somebody else has as well.")
    )
    points_answer_accepted: int = _points(15, _l("Points for an answer that its asker accepted."))
    points_accepted_an_answer: int = _points(
        2, _l("Points for an asker who accepts somebody’s answer.")
    )
    points_answer_marked: int = _points(
        15, _l("Points for an answer that is official, or that an expert verified.")
    )
    points_idea_supported: int = _points(2, _l("Points for each vote on one’s idea."))
    points_idea_shipped: int = _points(25, _l("Points for an idea that was shipped."))
    points_suggestion_accepted: int = _points(
        2, _l("Points for a suggested edit of an article or a post that was accepted.")
    )
    points_article_made: int = _points(
        25, _l("Points for an answer of which a help article was made.")
    )
    points_flag_upheld: int = _points(
        20, _l("Points that a post costs its author when moderators agree with a flag.")
    )
    points_spam: int = _points(100, _l("Points that spam costs."))
    level_member: int = _bound(10, _l("Points at which a newcomer becomes a member."))
    level_contributor: int = _bound(100, _l("Points at which one becomes a contributor."))
    level_expert: int = _bound(500, _l("Points at which one becomes an expert."))
    level_champion: int = _bound(2000, _l("Points at which one becomes a champion."))
    needed_to_suggest: int = _bound(
        0,
        _l("Points that open suggesting edits to other people’s posts; 0 opens it to everybody."),
        low=0,
    )
    needed_to_link: int = _bound(
        10, _l("Points that open posts with more than two links; 0 opens them to everybody."), low=0
    )
    needed_to_retag: int = _bound(
        50, _l("Points that open the tags of other people’s questions."), low=0
    )
    needed_to_invite: int = _bound(
        100, _l("Points that open inviting somebody to answer a question."), low=0
    )
    needed_to_close: int = _bound(
        250, _l("Points that open closing questions and marking duplicates."), low=0
    )
    needed_to_edit: int = _bound(
        500, _l("Points that open editing other people’s posts without review."), low=0
    )
    ring_days: int = setting(
        7, _l("Days within which votes are looked at for vote rings."), low=1, high=31
    )
    ring_votes: int = setting(
        5,
        _l("Votes for one person’s posts within those days from which on they are many."),
        low=3,
        high=200,
    )
    ring_factor: int = setting(
        4,
        _l("How many times the usual number of votes for one person they must be."),
        low=2,
        high=50,
    )
    ring_share: int = setting(
        50,
        _l("Percent of a group’s votes that stay within it when it is a ring."),
        low=10,
        high=100,
    )
    ring_members: int = setting(
        8, _l("Members that a ring has at most; larger groups are a community."), low=2, high=50
    )

"""The shape of what administrators send."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, IntegerField, SelectField
from wtforms.validators import InputRequired, Length

from community.content.forms_topics import TopicForm
from community.core.forms import Form, Line, Text, choices
from community.core.i18n import NAMES, TIME_ZONES
from community.settings_catalogue import SiteSettings

LABELS: dict[str, LazyString] = {
    "site_name": _l("Site name"),
    "company_name": _l("Company"),
    "accent": _l("Accent colour"),
    "welcome_en": _l("Welcome (English)"),
    "welcome_fr": _l("Welcome (French)"),
    "default_locale": _l("Default language"),
    "company_time_zone": _l("Company’s time zone"),
    "registration_open": _l("Registration is open"),
    "newcomer_links_held": _l("Hold newcomers’ posts with links"),
    "held_words": _l("Words that hold a newcomer’s post"),
    "archive_after_days": _l("Archive questions after (days)"),
    "live_hour_reminder_minutes": _l("A live hour is announced before it begins (minutes)"),
    "claim_reminder_days": _l("Contacts are reminded of a credit before its end (days)"),
    "claim_minutes": _l("A question is taken for (minutes)"),
    "comments_shown": _l("Comments shown before they are folded"),
    "ask_when_solved": _l("Ask askers whether it was solved"),
    "survey_after_hours": _l("Ask by message after (hours)"),
    "needs_info_reminder_days": _l("Remind a silent asker after (days)"),
    "needs_info_close_days": _l("Close over a silent asker after (days)"),
    "reputation_cap": _l("Points a day at most"),
    "points_answer_helpful": _l("Points: helpful answer"),
    "points_same_question": _l("Points: same question"),
    "points_answer_accepted": _l("Points: accepted answer"),
    "points_accepted_an_answer": _l("Points: accepting an answer"),
    "points_answer_marked": _l("Points: official or verified answer"),
    "points_idea_supported": _l("Points: vote on an idea"),
    "points_idea_shipped": _l("Points: shipped idea"),
    "points_suggestion_accepted": _l("Points: accepted edit"),
    "points_article_made": _l("Points: article made of an answer"),
    "points_flag_upheld": _l("Cost: upheld flag"),
    "points_spam": _l("Cost: spam"),
    "level_member": _l("Level: Member"),
    "level_contributor": _l("Level: Contributor"),
    "level_expert": _l("Level: Expert"),
    "level_champion": _l("Level: Champion"),
    "needed_to_suggest": _l("Privilege: suggesting edits"),
    "needed_to_link": _l("Privilege: many links"),
    "needed_to_retag": _l("Privilege: tags"),
    "needed_to_invite": _l("Privilege: inviting"),
    "needed_to_close": _l("Privilege: closing"),
    "needed_to_edit": _l("Privilege: editing"),
    "draft_days": _l("Unsent drafts are kept for (days)"),
    "idea_verdict_days": _l("Ask whether a shipped idea helps after (days)"),
    "idea_verdicts_needed": _l("Answers that can send a shipped idea back"),
    "idea_verdicts_percent": _l("Percent of yes that it needs"),
    "search_report_days": _l("Searches stay in the report for (days)"),
    "article_verification_days": _l("Verification of an article lasts (days)"),
    "articles_need_review": _l("Articles need a review"),
    "writers_review_own": _l("Writers may approve their own words"),
    "ring_days": _l("Rings: days"),
    "ring_votes": _l("Rings: votes from one to one"),
    "ring_factor": _l("Rings: times the usual"),
    "ring_share": _l("Rings: percent within the group"),
    "ring_members": _l("Rings: members at most"),
}
# What stands above the first field of a group.
HEADINGS: dict[str, LazyString] = {
    "site_name": _l("The portal"),
    "reputation_cap": _l("Points"),
    "level_member": _l("Levels"),
    "needed_to_suggest": _l("Privileges"),
    "ring_days": _l("Vote rings"),
}
LONG = frozenset({"held_words"})
LISTS = {
    "default_locale": list(NAMES.items()),
    "company_time_zone": [(zone, zone) for zone in TIME_ZONES],
}


def settings_form() -> type[Form]:
    """A form with a field for each setting of the catalogue, in its order."""
    made = {
        spec.name: _field(spec.name, spec.default, spec.metadata)
        for spec in fields(SiteSettings)
        if not spec.metadata["elsewhere"]
    }
    return type("SettingsForm", (Form,), made)


def _field(name: str, default: object, facts: Mapping[str, Any]) -> Field:
    label, sentence = LABELS[name], facts["sentence"]
    needed = [InputRequired(_l("Please fill this in."))]
    if name in LISTS:
        return SelectField(label, needed, choices=choices(LISTS[name]), description=sentence)
    if isinstance(default, bool):
        return BooleanField(label, description=sentence)
    if isinstance(default, int):
        return IntegerField(
            label, [InputRequired(_l("Please enter a whole number."))], description=sentence
        )
    kind, checks = Text if name in LONG else Line, needed if facts["low"] else []
    return kind(label, checks, description=sentence)


class AreaForm(Form):
    """A part of the product."""

    key = Line(_l("Key"), [InputRequired(_l("Please give it a key.")), Length(max=40)])
    name_en = Line(
        _l("Name (English)"), [InputRequired(_l("Please give it a name.")), Length(max=80)]
    )
    name_fr = Line(
        _l("Name (French)"), [InputRequired(_l("Please give it a name.")), Length(max=80)]
    )


class AreaWordsForm(TopicForm):
    """A part of the product as it is changed."""

    owners = Text(
        _l("Who looks after it"),
        [Length(max=2000)],
        description=_l(
            "Handles of people of the team, one a line. What waits there stands under their “Needs me”."
        ),
    )

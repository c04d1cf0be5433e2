"""The shape of what administrators send."""

from dataclasses import fields

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, IntegerField, SelectField
from wtforms.validators import InputRequired, Length

from community.core.forms import Form, Line, Text, choices
from community.core.i18n import NAMES, TIME_ZONES
from community.site_settings import SiteSettings

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
    "reputation_cap": _l("Points a day at most"),
    "article_verification_days": _l("Verification of an article lasts (days)"),
    "articles_need_review": _l("Articles need a review"),
    "writers_review_own": _l("Writers may approve their own words"),
}
LONG = frozenset({"held_words"})


def settings_form() -> type[Form]:
    """A form with a field for each setting of the catalogue, in its order."""
    made = {
        spec.name: _field(spec.name, spec.default, spec.metadata["sentence"])
        for spec in fields(SiteSettings)
    }
    return type("SettingsForm", (Form,), made)


def _field(name: str, default: object, sentence: LazyString) -> Field:
    label = LABELS[name]
    if name == "default_locale":
        return SelectField(label, choices=choices(NAMES.items()), description=sentence)
    if name == "company_time_zone":
        zones = choices((zone, zone) for zone in TIME_ZONES)
        return SelectField(label, choices=zones, description=sentence)
    if isinstance(default, bool):
        return BooleanField(label, description=sentence)
    if isinstance(default, int):
        return IntegerField(
            label, [InputRequired(_l("Please enter a whole number."))], description=sentence
        )
    return (Text if name in LONG else Line)(label, description=sentence)


class AreaForm(Form):
    """A part of the product."""

    key = Line(_l("Key"), [InputRequired(_l("Please give it a key.")), Length(max=40)])
    name_en = Line(
        _l("Name (English)"), [InputRequired(_l("Please give it a name.")), Length(max=80)]
    )
    name_fr = Line(
        _l("Name (French)"), [InputRequired(_l("Please give it a name.")), Length(max=80)]
    )

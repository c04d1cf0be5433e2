"""The shape of what agents choose at the desk."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import InputRequired, Length

from community.core.forms import Form, Text, choices
from community.core.i18n import local
from community.questions.models_severity import MAX_REASON
from community.service_levels.terms import SeverityTerms


class SeverityForm(Form):
    """Another severity, and why."""

    severity = RadioField(_l("Severity"), validate_choice=False)
    reason = Text(
        _l("Why?"),
        [InputRequired(_l("Please say why in a sentence.")), Length(max=MAX_REASON)],
        description=_l("Everybody who sees the question reads this sentence, so name no plan."),
    )

    def offer(self, severities: Iterable[SeverityTerms]) -> None:
        """Offer the severities of the customer's plan."""
        self.severity.choices = choices((one.key, local(one.name)) for one in severities)

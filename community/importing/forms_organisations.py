"""The shape of a table of customers that an administrator sends."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField

from community.core.forms import Form


class OrganisationsForm(Form):
    """A table, and whether only to look."""

    file = FileField(
        _l("Table as CSV"),
        description=_l(
            "With the columns external_id and name; if you like country, annual_value, plan, starts_on, "
            "ends_on, menu_version, and field:… for each field of your own."
        ),
    )
    dry_run = BooleanField(_l("Only say what would happen"), default=True)

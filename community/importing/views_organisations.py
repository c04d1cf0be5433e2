"""The page on which an administrator takes over a table of customers."""

from flask import Blueprint, render_template

from community.accounts.session import current_actor
from community.core.errors import Invalid
from community.core.forms import sent_text
from community.importing import runs_organisations
from community.importing.forms_organisations import OrganisationsForm
from community.policies.access import access
from community.policies.permission import Permission

blueprint = Blueprint("organisation_import", __name__, url_prefix="/admin")

MOST_ROWS, MOST_BYTES, LINES_SHOWN = 500, 1_000_000, 100


@blueprint.route("/organisations/import", methods=["GET", "POST"])
@access(Permission.ORGANISATIONS_MANAGE)
def take() -> tuple[str, int]:
    """The form, and what became of the table that was sent."""
    form, outcome = OrganisationsForm.of_request(), None
    if form.is_sent:
        try:
            outcome = runs_organisations.import_organisations(
                current_actor(),
                sent_text(form.file, MOST_BYTES),
                dry_run=form.dry_run.data,
                most=MOST_ROWS,
            )
        except Invalid as invalid:
            form.land(invalid)
    page = render_template(
        "importing/organisations.html",
        form=form,
        outcome=outcome,
        was_dry=bool(outcome and form.dry_run.data),
        most=LINES_SHOWN,
        most_rows=MOST_ROWS,
    )
    return page, 422 if form.errors or form.form_errors else 200

"""Pictures for one's texts: sent here, then quoted in Markdown."""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from community.accounts.session import current_actor
from community.content import actions_pictures
from community.content.actions_pictures import KeptPicture
from community.content.forms import PictureForm
from community.core.db import writing
from community.core.errors import Invalid, TooMany
from community.core.files import store_picture
from community.core.forms import text
from community.core.limits import limit
from community.policies.access import access
from community.policies.permission import Permission

blueprint = Blueprint("pictures", __name__)

PICTURES_AN_HOUR = 30


@blueprint.route("/pictures", methods=["GET", "POST"])
@access(Permission.PICTURE_UPLOAD)
def send() -> str | Response | tuple[str, int]:
    """Send a picture; the answer is the line of Markdown that shows it."""
    form, made = PictureForm.of_request(), None
    is_pasted = request.method == "POST" and "HX-Request" in request.headers
    try:
        if form.is_sent:
            made = _kept(form)
    except Invalid as invalid:
        form.land(invalid)
    except TooMany as refused:
        if not is_pasted:
            raise
        return Response(str(refused.message), 429, mimetype="text/plain")
    if is_pasted:
        return _said(form, made)
    page = render_template("content/pictures.html", form=form, made=made)
    return page, 422 if form.errors else 200


def _kept(form: PictureForm) -> KeptPicture:
    actor = current_actor()
    limit(f"picture:{actor.member_id}", PICTURES_AN_HOUR, 3600)
    stored = store_picture(form.picture.data.stream)
    with writing():
        return actions_pictures.keep_picture(actor, stored, alt=text(form.alt))


def _said(form: PictureForm, made: KeptPicture | None) -> Response:
    """The line of Markdown alone, or what is wrong, for whoever pasted a picture into a text."""
    if made is not None:
        return Response(made.markdown, mimetype="text/plain")
    wrong = [str(one) for errors in form.errors.values() for one in errors]
    return Response(" ".join(wrong), 422, mimetype="text/plain")

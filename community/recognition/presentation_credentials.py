"""From what somebody sends to the report that the verify page shows."""

import re
from typing import Final
from uuid import UUID

from flask_babel import lazy_gettext as _l

from community.core.clock import now
from community.core.errors import Invalid, NotFound
from community.policies.actor import Actor
from community.recognition import queries_credentials
from community.recognition.credentials import Issuer
from community.recognition.credentials_baking import SIGNATURE, NotBaked, read_png, read_svg
from community.recognition.credentials_checking import Checker, NoCredential, Report, Shown, read

ADDRESS: Final = re.compile(r"/credentials/([0-9a-f-]{36})(?:\.jwt|\.json)?/?")


def report_of(actor: Actor, body: bytes | None, typed: str, *, email: str) -> Report:
    """What the checks of a sent file, else of what was typed, found; Invalid where there is nothing to check."""
    issuer = queries_credentials.current_issuer()
    shown = _in_file(body) if body is not None else _typed(actor, typed, issuer)
    keys, find_state = queries_credentials.current_keys(), queries_credentials.find_state
    return Checker(issuer, keys, find_state, now()).check(shown, email)


def _typed(actor: Actor, typed: str, issuer: Issuer) -> Shown:
    if not typed:
        raise Invalid(_l("Choose a file, or paste a credential or its address."), "file")
    if re.match(r"https?://", typed):
        return _at_address(actor, typed, issuer)
    try:
        return read(typed)
    except NoCredential as fault:
        raise Invalid(
            _l("This is no credential: it should begin with “ey” or “{”."), "text"
        ) from fault


def _in_file(body: bytes) -> Shown:
    try:
        if body.startswith(SIGNATURE):
            return read(read_png(body))
        if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            return read(read_svg(body))
        return read(body.decode("utf-8-sig"))
    except NotBaked as fault:
        raise Invalid(
            _l("There is no credential in this picture that can be read."), "file"
        ) from fault
    except (NoCredential, UnicodeDecodeError) as fault:
        raise Invalid(
            _l("This file is no credential. Send a PNG, an SVG, a JSON or a JWT."), "file"
        ) from fault


def _at_address(actor: Actor, address: str, issuer: Issuer) -> Shown:
    """The award at an address of ours, signed anew; no other address is ever fetched."""
    place = address.removeprefix(issuer.site)
    match = ADDRESS.fullmatch(place) if address.startswith(f"{issuer.site}/") else None
    if match is None:
        raise Invalid(
            _l(
                "Only awards of this site can be looked up by address. Paste the signed text instead."
            ),
            "text",
        )
    try:
        award = queries_credentials.get_award(actor, UUID(match[1]))
    except (ValueError, NotFound) as fault:
        raise Invalid(_l("There is no award at this address, or it is private."), "text") from fault
    return read(queries_credentials.sign(award, issuer))

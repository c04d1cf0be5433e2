"""A browser without a screen: it sends what a real one would, the token and the origin of its forms."""

from __future__ import annotations

from contextvars import Context
from typing import Any

from flask import Flask, has_app_context, session
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from community.accounts.models import Member
from community.accounts.session import begin_session, csrf_token, remember
from community.core.db import db, writing

ORIGIN, TOKEN = "HTTP_ORIGIN", "HTTP_X_CSRF_TOKEN"


class PortalClient(FlaskClient):
    """Flask's client, signed in without a password's slow hash when a test asks for it."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.environ_base[ORIGIN] = "http://localhost"

    def open(self, *arguments: Any, **options: Any) -> TestResponse:
        """One request, in a context of its own: the test's `g` and session are not the request's."""
        answer: TestResponse = Context().run(super().open, *arguments, **options)
        if has_app_context():  # a redirect that is followed has none
            db.session.rollback()
            db.session.expire_all()  # what the test had read before is read again
        return answer

    def sign_in(self, member: Member | int) -> PortalClient:
        """Begin a session for this member, as a sign-in does; the client, for the next call."""
        self.sign_out()
        identity = member if isinstance(member, int) else member.id
        kept, self.environ_base[TOKEN] = Context().run(begin, self.application, identity)
        with self.session_transaction() as cookie:
            cookie.update(kept)
        db.session.rollback()
        return self

    def sign_out(self) -> None:
        """Forget the cookies, as a new browser."""
        self._cookies = {}
        self.environ_base.pop(TOKEN, None)

    def without_token(self) -> PortalClient:
        """As a form of somebody else's page would send it."""
        self.environ_base.pop(TOKEN, None)
        return self


def begin(app: Flask, member_id: int) -> tuple[dict[str, Any], str]:
    """What a sign-in leaves: the content of the cookie, and the token of forms."""
    with app.test_request_context(headers={"User-Agent": "Test"}):
        with writing() as rows:
            token = begin_session(rows.get_one(Member, member_id))
        remember(token)
        return dict(session), csrf_token()

"""The app for a server: `granian --interface wsgi wsgi:app`."""

from community.app import create_app

app = create_app()

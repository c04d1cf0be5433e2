"""The floor that pages are measured against: a bare Flask that says hello."""

from flask import Flask

app = Flask(__name__)


@app.get("/")
def hello() -> str:
    """Nothing but the framework and the server."""
    return "hello"

"""Logs as JSON lines with the request's id; e-mail addresses and secrets are struck out."""

import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import Any

from flask import Flask

from community.core import request_id

ADDRESS = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+\.\w+")
SECRET = re.compile(
    r"(?i)(password|token|secret|authorization|cookie)([\"']?\s*[:=]\s*[\"']?)[^\s\"',&]+"
)
STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


# PostgreSQL says with what values a row broke a rule.
VALUES = re.compile(r"(DETAIL:\s*).*?(?=\n(?:HINT|CONTEXT|\[SQL|\nThe above)|\Z)", re.DOTALL)


def struck(text: str) -> str:
    """The text without addresses, secrets and the values of rows."""
    return SECRET.sub(r"\1\2…", ADDRESS.sub("…@…", VALUES.sub(r"\1…", text)))


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "from": record.name,
            "says": struck(record.getMessage()),
            "request": request_id.current(),
        }
        added = {name: value for name, value in vars(record).items() if name not in STANDARD}
        line |= {name: _plain(value) for name, value in added.items()}
        if record.exc_info:
            line["error"] = struck(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


def _plain(value: Any) -> Any:
    """What a line says of a thing: numbers as they are, of all else its struck text."""
    return value if value is None or isinstance(value, int | float) else struck(str(value))


def init_logs(app: Flask) -> None:
    """Send the portal's log lines to standard error, once a process."""
    root = logging.getLogger()
    if not any(isinstance(handler.formatter, JsonLines) for handler in root.handlers):
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(JsonLines())
        root.addHandler(handler)
    logging.getLogger("community").setLevel(app.config["PORTAL"].log_level)
    # Each answer is a line only where the operator asks for it; /metrics counts them anyway.
    if app.config["PORTAL"].log_level != "DEBUG":
        logging.getLogger("community.requests").setLevel(logging.WARNING)

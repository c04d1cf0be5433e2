"""How often something may be done: counted in the database, or in Redis when there is one."""

import hashlib
from datetime import datetime, timedelta

import redis
from flask import current_app
from flask_babel import ngettext
from sqlalchemy import String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from community.core.clock import now
from community.core.db import Base, UTCDateTime, db, upsert, writing
from community.core.errors import TooMany, Unavailable
from community.core.redis_server import redis_at


class RateWindow(Base):
    """How often a key was used in the window that began then."""

    __tablename__ = "rate_windows"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    began_at: Mapped[datetime] = mapped_column(UTCDateTime, primary_key=True)
    hits: Mapped[int]


def limit(key: str, times: int, seconds: int) -> None:
    """Count one use of the key; TooMany when it is used more than so many times, Unavailable while nobody counts.

    Called before writing(): a refused attempt counts too.
    """
    began = _window(seconds)
    hashed = hashlib.sha256(f"{key}:{seconds}".encode()).hexdigest()
    if _hit(hashed, began, seconds) > times:
        wait = max(1, int((began + timedelta(seconds=seconds) - now()).total_seconds()))
        minutes = -(-wait // 60)
        message = ngettext(
            "Too many attempts. Please try again in %(num)d minute; what you typed is kept.",
            "Too many attempts. Please try again in %(num)d minutes; what you typed is kept.",
            minutes,
        )
        raise TooMany(message, retry_after=wait)


def _window(seconds: int) -> datetime:
    at = int(now().timestamp())
    return datetime.fromtimestamp(at - at % seconds, tz=now().tzinfo)


def _hit(hashed: str, began: datetime, seconds: int) -> int:
    url = current_app.config["PORTAL"].redis_url
    if url:
        return _hit_redis(url, f"portal:limit:{hashed}:{began.timestamp():.0f}", seconds)
    with writing():
        upsert(RateWindow, {"key": hashed, "began_at": began}, hits=(1, RateWindow.hits + 1))
        statement = select(RateWindow.hits).where(
            RateWindow.key == hashed, RateWindow.began_at == began
        )
        return db.session.scalars(statement).one()


def _hit_redis(url: str, name: str, seconds: int) -> int:
    pipe = redis_at(url).pipeline()
    pipe.incr(name)
    pipe.expire(name, seconds + 1)
    try:
        return int(pipe.execute()[0])
    except redis.RedisError as error:
        raise Unavailable from error


def forget_windows() -> None:
    """Remove windows older than a day."""
    with writing():
        db.session.execute(
            delete(RateWindow).where(RateWindow.began_at < now() - timedelta(days=1))
        )

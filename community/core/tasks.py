"""The queue: Huey over a file or Redis, fed by the outbox; schedules are unique by (job, minute)."""

import logging
import os
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from functools import wraps
from pathlib import Path
from typing import Any

import redis
from flask import Flask, current_app
from huey import crontab
from huey.api import Huey
from huey.consumer import Consumer
from huey.storage import RedisStorage, SqliteStorage
from sqlalchemy import String, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from community.core import outbox
from community.core.clock import now
from community.core.db import Base, UTCDateTime, after_commit, db, insert_once, writing
from community.core.redis_server import redis_at

log = logging.getLogger(__name__)

# How much later than a web server's a worker's turn comes, as `nice` counts.
NICENESS = 5
# A run of a job that sends or tells as long as there is something ends after this time and queues itself again, so that
# other jobs come in between.
RUN_SECONDS = 20
MINUTE = timedelta(minutes=1)
# After a longer pause only what is due now is started: nobody asks for the jobs of a night in which nothing ran.
LOOKS_BACK = timedelta(hours=1)
# So much may the clocks of several machines differ: a mark of a later minute was left before a clock was set back.
LOOKS_AHEAD = timedelta(minutes=5)
AWAY = (redis.ConnectionError, redis.TimeoutError)
# How long a worker waits (the first time, at most, how much longer each time): before it looks into the file again;
# before it asks a server again that was away, since one that is there lets it wait by itself.
FILE_WAITS = {"initial_delay": 0.05, "max_delay": 0.5, "backoff": 1.2}
SERVER_WAITS = {"initial_delay": 1, "max_delay": 30, "backoff": 2}

Job = Callable[..., object]
# (job, when): a schedule is a predicate over the minute, None for a job that is only queued by others.
Schedule = Callable[[datetime], bool]
Jobs = Mapping[str, tuple[Job, Schedule | None]]


class JobRun(Base):
    """A scheduled job that has been started for this minute; the key makes two schedulers harmless."""

    __tablename__ = "job_runs"

    job: Mapped[str] = mapped_column(String(64), primary_key=True)
    minute: Mapped[datetime] = mapped_column(UTCDateTime, primary_key=True)


class QueueFile(SqliteStorage):  # type: ignore[misc]  # Huey publishes no types
    """Huey's file without a wait for the disk at each commit: what a power cut takes, the sweeper finds."""

    def _create_connection(self) -> Any:
        connection = super()._create_connection()
        connection.execute("pragma synchronous=normal")
        return connection


class QueueServer(RedisStorage):  # type: ignore[misc]  # Huey publishes no types
    """Huey's Redis, which says once that it is away, and once that it is back."""

    def __init__(self, name: str, *, url: str, **options: Any) -> None:
        super().__init__(name, url=url, **options)
        self.guard, self.is_away = threading.Lock(), False
        # A worker waits for the next task for longer than somebody who asked for a page may be kept waiting.
        self.entrance = redis_at(url)

    def enqueue(self, data: bytes, _priority: float | None = None) -> None:
        """Put a task behind the others at once; one of AWAY where the server does not answer."""
        self.entrance.lpush(self.queue_key, data)

    def dequeue(self) -> Any:
        """The next task, None if there is none yet; one of AWAY while the server is."""
        try:
            if self.is_away:
                self.conn.ping()
                self._turn(is_away=False)
            return super().dequeue()
        except AWAY as error:
            self._turn(is_away=True, why=str(error))
            raise

    def read_schedule(self, at: float) -> Any:
        """What is due; nothing while the server is away, for the workers ask when it is back."""
        return [] if self.is_away else super().read_schedule(at)

    def _turn(self, *, is_away: bool, why: str = "") -> None:
        with self.guard:
            is_new, self.is_away = is_away is not self.is_away, is_away
        if is_new and is_away:
            log.warning(
                "the server of the queue is away; the worker asks again", extra={"why": why}
            )
        elif is_new:
            log.info("the server of the queue is back")


def is_news(record: logging.LogRecord) -> bool:
    """Whether a line of Huey's says more than that the server is away, which `QueueServer` has said."""
    return not (record.exc_info and isinstance(record.exc_info[1], AWAY))


class Queue:
    """What the portal asks of Huey: deliver these events, run this job."""

    def __init__(self, app: Flask, huey: Huey, jobs: Jobs) -> None:
        self.app, self.huey, self.jobs = app, huey, jobs
        # Retries stay off: the outbox alone retries.
        self._deliver = huey.task(name="deliver", retries=0)(self._run_deliveries)
        self._job = huey.task(name="job", retries=0)(self._run_job)
        huey.periodic_task(crontab(), name="tick")(self._tick)

    def deliver(self, event_ids: list[int]) -> None:
        """Queue the delivery of these events; a queue that is away costs time, never an event."""
        if event_ids:
            self._put(self._deliver, event_ids)

    def enqueue(self, job: str, **arguments: Any) -> None:
        """Queue a job by its name in wiring.JOBS."""
        self._put(self._job, job, arguments)

    def _put(self, task: Any, *arguments: Any) -> None:
        try:
            task(*arguments)
        except Exception:  # a worker's sweeper finds what could not be queued
            log.exception("the queue is away")

    def _run_deliveries(self, event_ids: list[int]) -> None:
        for event_id in event_ids:
            with self.app.app_context():
                try:
                    outbox.deliver(event_id)
                except Exception:  # one event that cannot be read must not keep the others waiting
                    log.exception("event not delivered", extra={"event": event_id})

    def _run_job(self, job: str, arguments: dict[str, Any]) -> None:
        with self.app.app_context():
            self.jobs[job][0](**arguments)

    def _tick(self) -> None:
        with self.app.app_context():
            start_due(self.jobs, now())


def init_queue(app: Flask, jobs: Jobs) -> Queue:
    """Make the queue of this app, embedded in a file or on Redis."""
    config = app.config["PORTAL"]
    if config.redis_url:
        huey = Huey("portal", storage_class=QueueServer, url=config.redis_url, results=False)
    else:
        config.data_folder.mkdir(parents=True, exist_ok=True)
        path = str(config.data_folder / "queue.db")
        huey = Huey("portal", storage_class=QueueFile, filename=path, results=False, timeout=5)
    queue = Queue(app, huey, jobs)
    app.extensions["portal_queue"] = queue
    return queue


def make_consumer(queue: Queue, threads: int) -> Consumer:
    """What works the queue and the schedule in so many threads, quietly while the server is away."""
    for name in ("huey.consumer.Worker", "huey.consumer.Scheduler"):
        logging.getLogger(name).addFilter(is_news)
    waits = SERVER_WAITS if queue.huey.storage.blocking else FILE_WAITS
    return Consumer(queue.huey, workers=threads, **waits)


def go_after_others() -> None:
    """Let this process wait for its turn, so that who asks for a page does not.

    Linux gives each session the same share, however nice its processes are: a session of one's own is nice as a whole.
    """
    with suppress(OSError):  # another system, or one that does not let it
        os.nice(NICENESS)
        if os.getsid(0) == os.getpid():
            Path("/proc/self/autogroup").write_text(str(NICENESS))


def enqueue_job(job: str, **arguments: Any) -> None:
    """Queue a job; inside writing() only after the commit."""
    queue: Queue = current_app.extensions["portal_queue"]
    if db.session().info.get("writing"):
        after_commit(lambda: queue.enqueue(job, **arguments))
    else:
        queue.enqueue(job, **arguments)


def one_at_a_time(job: Callable[[], int]) -> Callable[[], int]:
    """A job that a process does once at a time: two would do the same work, and keep two threads from all other.

    Who comes meanwhile leaves it to a run that follows: what he came for may have been looked past already.
    """
    guard, missed = threading.Lock(), threading.Event()

    @wraps(job)
    def run() -> int:
        missed.set()
        if not guard.acquire(blocking=False):
            return 0
        try:
            missed.clear()
            return job()
        finally:
            guard.release()
            if missed.is_set():
                enqueue_job(job.__name__)

    return run


def start_due(jobs: Jobs, at: datetime) -> list[str]:
    """Queue the jobs whose schedule names this minute, or one that was looked past, and that nobody has started for it.

    A busy worker may come to look a minute late: what was due at the full hour is due all the same, once. Their names.
    """
    _forget_later_runs(at)
    minutes = _minutes_until(at.replace(second=0, microsecond=0), jobs)
    started = []
    for name, (_job, schedule) in jobs.items():
        due = next((one for one in minutes if schedule is not None and schedule(one)), None)
        if due is None:
            continue
        with writing():
            mine = insert_once(JobRun, job=name, minute=due)
        if mine:
            current_app.extensions["portal_queue"].enqueue(name)
            started.append(name)
    return started


def _forget_later_runs(at: datetime) -> None:
    """Remove marks of minutes that are still to come: their jobs would not be started until then."""
    later = JobRun.minute > at + LOOKS_AHEAD
    if db.session.scalars(select(JobRun.job).where(later).limit(1)).first() is not None:
        log.warning("the clock was set back; scheduled jobs are started all the same")
        with writing():
            db.session.execute(delete(JobRun).where(later))


def _minutes_until(minute: datetime, jobs: Jobs) -> list[datetime]:
    """This minute and those before it since jobs were started last, newest first."""
    each = [name for name, (_job, schedule) in jobs.items() if schedule is every_minute]
    last = find_run(each[0], minute) if each else None
    db.session.rollback()
    missed = (minute - last) // MINUTE if last and minute - last <= LOOKS_BACK else 1
    return [minute - number * MINUTE for number in range(missed)]


def find_run(job: str, before: datetime) -> datetime | None:
    """The last minute before an instant for which a scheduled job was started; None where none is known any more."""
    statement = select(func.max(JobRun.minute)).where(JobRun.job == job, JobRun.minute < before)
    return db.session.scalars(statement).one()


def forget_runs() -> None:
    """Remove the marks of scheduled runs older than a day."""
    with writing():
        day = now().replace(hour=0, minute=0, second=0, microsecond=0)
        db.session.execute(delete(JobRun).where(JobRun.minute < day))


def every_minute(_minute: datetime) -> bool:
    """A schedule: each minute."""
    return True


def hourly(minute: datetime) -> bool:
    """A schedule: at each full hour."""
    return minute.minute == 0


def every(minutes: int) -> Schedule:
    """A schedule: each so many minutes of the hour."""
    return lambda minute: minute.minute % minutes == 0


def daily(hour: int, minute: int = 0) -> Schedule:
    """A schedule: once a day at this time, UTC."""
    return lambda at: (at.hour, at.minute) == (hour, minute)

"""How the portal starts: as its Procfile says; what is unsafe is refused with its reason, monitors are answered."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from subprocess import Popen

import pytest
import yaml
from flask import Flask

from community.app import create_app
from community.core.db import db, writing
from community.core.mail_outbox import Recipient, post
from config import KNOWN, Config, ConfigFaults, Mode, load
from tests.architecture.tree import ROOT
from tests.services import live, processes, smtp_sink
from tests.services.portals import config_for_tests, new_app

SAFE = {
    "PORTAL_MODE": "production",
    "PORTAL_PUBLIC_URL": "https://community.example",
    "PORTAL_MAIL_URL": "smtp://mail.example",
    "PORTAL_SECRET_KEY": "a secret of the tests that is long enough",
}
UNSAFE = {
    "no address": ({"PORTAL_PUBLIC_URL": ""}, "PORTAL_PUBLIC_URL"),
    "no TLS": ({"PORTAL_PUBLIC_URL": "http://community.example"}, "https"),
    "no mail": ({"PORTAL_MAIL_URL": ""}, "PORTAL_MAIL_URL"),
    "mail that is forgotten": ({"PORTAL_MAIL_URL": "memory:"}, "PORTAL_MAIL_URL"),
    "a weak secret": ({"PORTAL_SECRET_KEY": "changeme"}, "32 characters"),
    "one sign, many times": ({"PORTAL_SECRET_KEY": "a" * 32}, "8 of them different"),
    "one word, many times": ({"PORTAL_SECRET_KEY": "changeme" * 4}, "8 of them different"),
    "nothing but space": ({"PORTAL_SECRET_KEY": " " * 32}, "32 characters"),
    "a weak secret of before": (
        {"PORTAL_SECRET_KEY_FALLBACKS": f"{SAFE['PORTAL_SECRET_KEY']},x"},
        "PORTAL_SECRET_KEY_FALLBACKS",
    ),
    "many machines, many secrets": (
        {"PORTAL_SECRET_KEY": "", "PORTAL_REDIS_URL": "redis://queue"},
        "several machines",
    ),
    "debug": ({"FLASK_DEBUG": "1"}, "FLASK_DEBUG"),
    "a word that is mistyped": ({"PORTAL_PUBLIC_ULR": "x"}, "PORTAL_PUBLIC_ULR"),
    "another mode": ({"PORTAL_MODE": "prod"}, "PORTAL_MODE"),
    "the suite's mode": ({"PORTAL_MODE": "test"}, "PORTAL_MODE"),
    "a word that mail knows not": (
        {"PORTAL_MAIL_URL": "smtp://mail.example?tls=require"},
        "tls=required",
    ),
    "a sender without an address": ({"PORTAL_MAIL_SENDER": "Community"}, "PORTAL_MAIL_SENDER"),
    "a sender that goes on": (
        {"PORTAL_MAIL_SENDER": "a@b.example\nBcc: c@d"},
        "PORTAL_MAIL_SENDER",
    ),
    "a sender half in brackets": ({"PORTAL_MAIL_SENDER": "Us <a@b.example"}, "PORTAL_MAIL_SENDER"),
    "a query": ({"PORTAL_PUBLIC_URL": "https://community.example?a=b"}, "PORTAL_PUBLIC_URL"),
    "somebody's name": ({"PORTAL_PUBLIC_URL": "https://me@community.example"}, "PORTAL_PUBLIC_URL"),
    "a space": ({"PORTAL_PUBLIC_URL": "https://community.example /"}, "PORTAL_PUBLIC_URL"),
    "a host that is none": ({"PORTAL_PUBLIC_URL": "https://[bad"}, "PORTAL_PUBLIC_URL"),
    "a port that is none": ({"PORTAL_PUBLIC_URL": "https://host:abc"}, "PORTAL_PUBLIC_URL"),
    "a mail server's": ({"PORTAL_MAIL_URL": "smtp://host:abc"}, "PORTAL_MAIL_URL"),
    "no mail server": ({"PORTAL_MAIL_URL": "smtp:host"}, "PORTAL_MAIL_URL"),
    "a mailbox's": (
        {"PORTAL_MAILBOX_URL": "imaps://me@host:99999", "PORTAL_MAIL_INBOX": "in@garden.example"},
        "PORTAL_MAILBOX_URL",
    ),
    "a database's": ({"PORTAL_DATABASE_URL": "postgresql://host:abc/x"}, "PORTAL_DATABASE_URL"),
    "a queue's": ({"PORTAL_REDIS_URL": "redis://host:abc"}, "PORTAL_REDIS_URL"),
    "no queue": ({"PORTAL_REDIS_URL": "foo"}, "PORTAL_REDIS_URL"),
    "a level that is none": ({"PORTAL_LOG_LEVEL": "LOUD"}, "PORTAL_LOG_LEVEL"),
    "a worker that works nothing": ({"PORTAL_WORKER_THREADS": "0"}, "PORTAL_WORKER_THREADS"),
    "more proxies than numbers": ({"PORTAL_TRUSTED_PROXIES": "9" * 5000}, "PORTAL_TRUSTED"),
}


def environment(folder: Path, **changes: str) -> dict[str, str]:
    return {**SAFE, "PORTAL_DATA": str(folder), **changes}


def test_a_safe_start_is_a_start(tmp_path: Path) -> None:
    config = load(environment(tmp_path))
    assert (config.mode, config.is_secure, config.host) == (
        Mode.PRODUCTION,
        True,
        "community.example",
    )
    assert load(environment(tmp_path, PORTAL_PUBLIC_URL="http://localhost:8000")).host


def test_a_portal_that_was_given_no_secret_makes_one_and_keeps_it(tmp_path: Path) -> None:
    first, second = (load(environment(tmp_path, PORTAL_SECRET_KEY="")) for _start in range(2))
    assert first.secret_key == second.secret_key
    assert [one.stat().st_mode & 0o777 for one in tmp_path.glob("*")] == [0o600]


@pytest.mark.parametrize("name", UNSAFE)
def test_an_unsafe_start_is_refused_with_its_reason(tmp_path: Path, name: str) -> None:
    changes, reason = UNSAFE[name]
    with pytest.raises(ConfigFaults, match=reason):
        load(environment(tmp_path, **changes))


def test_all_faults_are_named_at_once_without_a_trace(tmp_path: Path) -> None:
    changes = {"PORTAL_MAIL_URL": "", "PORTAL_SECRET_KEY": "short", "FLASK_APP": "wsgi:app"}
    command, log = [sys.executable, "-m", "flask", "init"], tmp_path / "log"
    process = processes.start(command, log, env=environment(tmp_path, **changes), folder=ROOT)
    assert process.wait(timeout=60) == 1
    said = log.read_text()
    assert "PORTAL_MAIL_URL" in said
    assert "32 characters" in said
    assert "Traceback" not in said


def test_odd_addresses_are_named_beside_all_other_faults(tmp_path: Path) -> None:
    odd = {
        "PORTAL_PUBLIC_URL": "http://[bad",
        "PORTAL_MAIL_URL": "smtp://[bad",
        "PORTAL_REDIS_URL": "foo",
        "PORTAL_DATABASE_URL": "postgresql://host:abc/x",
        "PORTAL_LOG_LEVEL": "LOUD",
        "PORTAL_WORKER_THREADS": "0",
    }
    with pytest.raises(ConfigFaults) as raised:
        load(environment(tmp_path, **odd))
    assert {fault.split()[0] for fault in raised.value.faults} == set(odd)


@pytest.mark.parametrize(
    "sender", ["", "in@garden.example", "Jardin d’Été <jardin@garden.example>"]
)
def test_every_plain_sender_is_taken(tmp_path: Path, sender: str) -> None:
    config = load(environment(tmp_path, PORTAL_MAIL_SENDER=sender))
    assert config.mail_sender == (sender or Config.mail_sender)


@pytest.mark.parametrize("url", ["redis://queue:6379/0", "rediss://:secret@queue", "unix:///q"])
def test_every_address_of_a_queue_is_taken(tmp_path: Path, url: str) -> None:
    assert load(environment(tmp_path, PORTAL_REDIS_URL=url)).redis_url == url


@pytest.mark.parametrize("port", ["abc", "99999", "0"])
def test_a_port_that_is_none_is_refused_without_a_trace(tmp_path: Path, port: str) -> None:
    command, log = [sys.executable, "-m", "tools.start"], tmp_path / "log"
    env = {**os.environ, "PORT": port, "PORTAL_DATA": str(tmp_path)}
    process = processes.start(command, log, env=env, folder=ROOT)
    assert process.wait(timeout=60) == 1
    assert f"from 1 to 65535, not '{port}'" in log.read_text()
    assert "Traceback" not in log.read_text()


def test_the_portal_serves_and_works_as_the_procfile_starts_it(
    tmp_path: Path, new_database: Callable[[str], str]
) -> None:
    lines = (ROOT / "Procfile").read_text().splitlines()
    programs = {name: command.strip() for name, _, command in (one.partition(":") for one in lines)}
    with (
        smtp_sink.running() as sink,
        live.prepared(new_database("sqlite"), tmp_path, sink) as portal,
        ExitStack() as stack,
    ):
        port, path = portal.address.rpartition(":")[2], f"{live.BIN}:{os.environ['PATH']}"
        env = {**portal.environment, "PORT": port, "PATH": path}

        def start(name: str) -> Popen[bytes]:
            command, log = ["/bin/sh", "-c", programs[name]], tmp_path / f"{name}.log"
            process = processes.start(command, log, env=env, folder=ROOT)
            stack.callback(processes.stop, process)
            return process

        web, worker = start("web"), start("worker")
        with portal.app.app_context(), writing():
            post(
                Recipient(address="ann@garden.example", locale="en"),
                "password_changed",
                {"name": "Ann"},
            )
        processes.wait_until(portal.answers, web, tmp_path / "web.log")
        processes.wait_until(lambda: bool(sink.messages), worker, tmp_path / "worker.log")


def test_containers_are_given_what_letters_and_monitors_need() -> None:
    told = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text())["x-portal"]["environment"]
    assert told.keys() >= {"PORTAL_MAIL_SENDER", "PORTAL_MAIL_INBOX", "PORTAL_METRICS_TOKEN"}
    assert told.keys() <= KNOWN


@pytest.fixture
def production(tmp_path: Path, new_database: Callable[[str], str]) -> Iterator[Flask]:
    """The portal as strict as behind its proxy."""
    url = new_database("sqlite")
    strict = {"mode": Mode.PRODUCTION, "public_url": SAFE["PORTAL_PUBLIC_URL"]}
    new_app(config_for_tests(url, tmp_path))
    config: Config = config_for_tests(url, tmp_path, **strict)
    app = create_app(config)
    yield app
    with app.app_context():
        db.engine.dispose()


def test_monitors_ask_by_the_machines_own_name(production: Flask) -> None:
    client = production.test_client()
    for path in ("/healthz", "/readyz", "/metrics"):
        assert client.get(path, headers={"Host": "127.0.0.1:8000"}).status_code == 200, path


def test_pages_are_served_under_the_portals_names_only(production: Flask) -> None:
    client = production.test_client()
    assert client.get("/", headers={"Host": "community.example"}).status_code == 200
    for host in ("evil.example", "127.0.0.1:8000"):
        answer = client.get("/", headers={"Host": host})
        assert answer.status_code == 400
        assert host not in answer.text
        assert answer.headers["Content-Security-Policy"]

"""Passwords: what is refused, what is kept, and how many are worked on at once."""

from __future__ import annotations

import time
from threading import Lock, Thread

import pytest

from community.accounts import passwords
from community.core.errors import Invalid


@pytest.mark.parametrize(
    "password",
    ["", "1234567", "password", "12345678", "qwertyuiop", "Passw0rd!", "iloveyou1", "aaaaaaaaaaaa", "x" * 129,
     "lovelace1815", "ada@garden.example", "gardenlovelace"],
)  # fmt: skip
def test_short_long_common_and_personal_passwords_are_refused(password: str) -> None:
    with pytest.raises(Invalid) as refusal:
        passwords.check_strength(password, "Ada Lovelace", "ada@garden.example", "1815")
    assert refusal.value.field == "password"


@pytest.mark.parametrize(
    "password",
    ["seven tulips under glass", "été-sur-la-Saône", "密码很长很难猜的一句话",
     "🌷🌻🌹🌼🌸🌺🪻🪷", "vK9#pQ2m", "correcthorsebattery" * 6],
)  # fmt: skip
def test_any_signs_will_do_when_they_are_hard_to_guess(password: str) -> None:
    passwords.check_strength(password, "Ada Lovelace", "ada@garden.example")


def test_a_password_fits_its_hash_in_either_spelling_of_an_accent() -> None:
    kept = passwords.hash_password("e\u0301te\u0301-sur-la-Saone")
    assert passwords.verify(kept, "\u00e9t\u00e9-sur-la-Saone")
    assert not passwords.verify(kept, "ete-sur-la-Saone")
    assert kept.startswith("$argon2id$v=19$m=65536")


@pytest.mark.parametrize("typed", ["", "\0", "\ud800", "x" * 100_000])
def test_strange_input_is_only_a_wrong_password(typed: str) -> None:
    assert not passwords.verify(None, typed)
    assert not passwords.verify("no hash at all", typed)


def test_no_more_than_a_few_hashes_run_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    running, most, guard = 0, 0, Lock()

    class Slow:
        def hash(self, _password: bytes) -> str:
            nonlocal running, most
            with guard:
                running += 1
                most = max(most, running)
            time.sleep(0.02)
            with guard:
                running -= 1
            return ""

    monkeypatch.setattr(passwords, "_hasher", Slow())
    threads = [Thread(target=passwords.hash_password, args=["x"]) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == passwords.AT_ONCE

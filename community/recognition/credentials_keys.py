"""The keys that sign credentials: numbered files in the data folder, of which the last one signs and all verify.

A number is taken once, by whoever comes first, and no file is ever changed or removed: of processes that start
together, and of two rotations at once, none can end a key that has signed.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from joserfc import jwt
from joserfc.jwk import RSAKey

from community.core.secret_file import keep_secret_once

FOLDER: Final = "credential-keys"
ALGORITHM: Final = "RS256"
BITS: Final = 2048


@dataclass(frozen=True)
class Key:
    """A key pair under its name, the thumbprint of RFC 7638."""

    name: str
    pair: RSAKey

    def public(self, address: str) -> dict[str, Any]:
        """Its public half as a JWK whose `kid` is the address at which others read it."""
        half = self.pair.as_dict(private=False)
        return {**half, "kid": address, "use": "sig", "alg": ALGORITHM}

    def sign(self, claims: dict[str, Any], address: str) -> str:
        """These claims as a compact JWS that names the key's address."""
        header = {"alg": ALGORITHM, "typ": "JWT", "kid": address}
        return jwt.encode(header, claims, self.pair, algorithms=[ALGORITHM])


def list_keys(data_folder: Path) -> tuple[Key, ...]:
    """All keys, the one that signs last; the first one is made when there is none."""
    folder = data_folder / FOLDER
    if not (paths := _paths(folder)):
        _make(folder, 1)
        paths = _paths(folder)
    return tuple(_read(path, path.stat().st_mtime_ns) for path in paths)


def rotate(data_folder: Path) -> Key:
    """The new key that signs from now on; what older ones signed stays valid."""
    list_keys(data_folder)
    newest = _paths(data_folder / FOLDER)[-1]
    _make(newest.parent, int(newest.stem) + 1)
    return list_keys(data_folder)[-1]


def _paths(folder: Path) -> list[Path]:
    return sorted(folder.glob("[0-9]*.jwk"))


def _make(folder: Path, number: int) -> None:
    fresh = RSAKey.generate_key(BITS, private=True)
    keep_secret_once(folder / f"{number:04d}.jwk", json.dumps(fresh.as_dict(private=True)))


@lru_cache(maxsize=64)
def _read(path: Path, _written: int) -> Key:
    """Checking the numbers of a private key takes some 40 ms, and its file is written once."""
    pair = RSAKey.import_key(json.loads(path.read_text()))
    return Key(pair.thumbprint(), pair)

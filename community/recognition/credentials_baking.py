"""Credentials inside pictures (Open Badges 3.0, baking): put in once, and taken out of files that anybody may send.

A PNG holds the credential in one iTXt chunk that is not compressed. Nothing of a sent picture is ever inflated or
drawn, so no picture can be a bomb; an SVG is read without document types, so no entity can be one either.
"""

import zlib
from collections.abc import Iterator
from typing import Any, Final
from xml.parsers import expat

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
KEYWORD: Final = b"openbadgecredential"
NAMESPACE: Final = "https://purl.imsglobal.org/ob/v3p0"
ELEMENT: Final = f"{NAMESPACE} credential"
IHDR_END: Final = len(SIGNATURE) + 25


class NotBaked(Exception):
    """There is no credential in the picture, or none that can be read."""


def bake_png(picture: bytes, credential: str) -> bytes:
    """The picture, made by us, with the credential in it."""
    # Keyword, not compressed, method 0, no language, no translated keyword, the text.
    body = KEYWORD + b"\0\0\0\0\0" + credential.encode()
    return picture[:IHDR_END] + _chunk(b"iTXt", body) + picture[IHDR_END:]


def _chunk(kind: bytes, body: bytes) -> bytes:
    checksum = zlib.crc32(kind + body)
    return len(body).to_bytes(4, "big") + kind + body + checksum.to_bytes(4, "big")


def read_png(picture: bytes) -> str:
    """The credential in a PNG; NotBaked when there is none, several, or one that is compressed."""
    found = [body for kind, body in _chunks(picture) if kind == b"iTXt" and _is_ours(body)]
    if len(found) != 1:
        raise NotBaked
    flags, rest = found[0][len(KEYWORD) + 1 :][:2], found[0][len(KEYWORD) + 3 :]
    parts = rest.split(b"\0", 2)  # language, translated keyword, text
    if flags != b"\0\0" or len(parts) != 3:
        raise NotBaked
    return _decoded(parts[2])


def _is_ours(body: bytes) -> bool:
    return body.startswith(KEYWORD + b"\0")


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and content of each chunk; NotBaked where a length or a checksum is wrong."""
    place = len(SIGNATURE)
    while place < len(picture):
        size = int.from_bytes(picture[place : place + 4], "big")
        end = place + 12 + size
        if end > len(picture):
            raise NotBaked
        kind, body = picture[place + 4 : place + 8], picture[place + 8 : end - 4]
        if zlib.crc32(kind + body) != int.from_bytes(picture[end - 4 : end], "big"):
            raise NotBaked
        yield kind, body
        place = end


def read_svg(picture: bytes) -> str:
    """The credential in an SVG; NotBaked when there is none or several, or the file is no plain XML."""
    reader = _SvgReader()
    try:
        reader.parser.Parse(picture, True)
    except (expat.ExpatError, ValueError) as fault:
        raise NotBaked from fault
    if len(reader.found) != 1 or not reader.found[0].strip():
        raise NotBaked
    return reader.found[0].strip()


class _SvgReader:
    """Collects what stands in elements of the badges' namespace, whatever prefix it has."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.is_inside = False
        # Whatever encoding the file claims: a made-up one would be looked up.
        self.parser = expat.ParserCreate("utf-8", namespace_separator=" ")
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def _refuse(self, *_declared: Any) -> None:
        raise NotBaked

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == ELEMENT:
            self.found.append(attributes.get("verify", ""))
            self.is_inside = True

    def _end(self, name: str) -> None:
        if name == ELEMENT:
            self.is_inside = False

    def _text(self, text: str) -> None:
        if self.is_inside:
            self.found[-1] += text


def _decoded(text: bytes) -> str:
    try:
        return text.decode()
    except UnicodeDecodeError as fault:
        raise NotBaked from fault

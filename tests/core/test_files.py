"""A picture is kept whole and clean, and a file that is none is refused."""

import os
import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from community.core.errors import Invalid, NotFound
from community.core.files import FOREVER, KEY, SOON, Files, thumbnail_key


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path / "files")


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 20), **save: object) -> BytesIO:
    out = BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, kind, **save)
    out.seek(0)
    return out


def body_of(files: Files, key: str) -> bytes:
    with files.open_file(key) as kept:
        return kept.read()


def moving(frames: int) -> BytesIO:
    first, *rest = [Image.new("RGB", (8, 8), (number * 40, 0, 0)) for number in range(frames)]
    out = BytesIO()
    first.save(out, "GIF", save_all=True, append_images=rest, duration=50)
    out.seek(0)
    return out


def claims_to_be(width: int, height: int) -> BytesIO:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    body = struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return BytesIO(b"\x89PNG\r\n\x1a\n" + body + b"\0\0\0\0IDAT\x35\xaf\x06\x1e")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_each_known_format_is_kept_under_a_key_with_its_size(files: Files, kind: str) -> None:
    stored = files.store_picture(picture(kind))
    assert (stored.width, stored.height, stored.format) == (40, 20, kind)
    assert KEY.fullmatch(stored.key)
    assert "_40x20." in stored.key
    with Image.open(BytesIO(body_of(files, stored.key))) as kept:
        assert kept.size == (40, 20)


@pytest.mark.parametrize("kind", ["BMP", "TIFF", "ICO", "PPM"])
def test_an_unknown_format_is_refused(files: Files, kind: str) -> None:
    with pytest.raises(Invalid):
        files.store_picture(picture(kind))


@pytest.mark.parametrize(
    "data",
    [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a", b"\x89PNG\r\n\x1a\n",
     b"\xff\xd8\xff", b"%!PS-Adobe", b"MZ", b"RIFF\0\0\0\0WEBP", picture().getvalue()[:60]],
)  # fmt: skip
def test_what_is_no_picture_is_refused(files: Files, data: bytes) -> None:
    with pytest.raises(Invalid) as refusal:
        files.store_picture(BytesIO(data))
    assert refusal.value.field == "picture"


def test_a_file_over_the_bound_is_refused_and_at_the_bound_taken(files: Files) -> None:
    size = len(picture().getvalue())
    assert files.store_picture(picture(), max_bytes=size)
    with pytest.raises(Invalid):
        files.store_picture(picture(), max_bytes=size - 1)


@pytest.mark.parametrize("size", [(30_000, 30_000), (65_500, 400), (6_000, 4_001), (2**31 - 1, 1)])
def test_a_bomb_is_refused_before_it_is_unpacked(files: Files, size: tuple[int, int]) -> None:
    with pytest.raises(Invalid):
        files.store_picture(claims_to_be(*size))
    assert not files.folder.exists()


def test_hidden_data_is_gone_and_the_picture_stands_upright(files: Files) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "SECRET-PLACE"
    stored = files.store_picture(picture("JPEG", exif=exif, comment=b"SECRET-COMMENT"))
    assert (stored.width, stored.height) == (20, 40)
    body = body_of(files, stored.key)
    assert b"SECRET" not in body
    assert b"Exif" not in body


def outcome(files: Files, data: bytes) -> str:
    """What becomes of these bytes."""
    try:
        return files.store_picture(BytesIO(data)).key
    except Invalid:
        return "refused"


def test_a_moving_picture_that_stops_anywhere_is_refused_or_kept_as_far_as_it_goes(
    files: Files,
) -> None:
    whole = moving(4).getvalue()
    found = {outcome(files, whole[:end]) for end in range(len(whole) + 1)}
    assert "refused" in found
    assert len(found) > 1


def test_a_photograph_stands_upright_whatever_else_its_camera_wrote(files: Files) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Maker"
    width_in_letters = exif.tobytes().replace(b"\x01\x0f\0\x02", b"\x01\0\0\x02")
    stored = files.store_picture(picture("JPEG", exif=width_in_letters))
    assert (stored.width, stored.height) == (20, 40)


def test_words_hidden_in_a_png_and_behind_its_end_are_gone(files: Files) -> None:
    words = PngInfo()
    words.add_text("note", "SECRET")
    data = picture(pnginfo=words).getvalue() + b"<script>SECRET</script>"
    assert b"SECRET" not in body_of(files, files.store_picture(BytesIO(data)).key)


def test_a_moving_picture_keeps_moving_up_to_a_bound(
    files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Image.open(BytesIO(body_of(files, files.store_picture(moving(4)).key))) as kept:
        assert kept.n_frames == 4  # type: ignore[attr-defined]
    monkeypatch.setattr("community.core.pixels.MAX_MOVING_PIXELS", 100)
    monkeypatch.setattr("community.core.pixels.MAX_PIXELS", 100)
    with pytest.raises(Invalid):
        files.store_picture(moving(4))


def test_the_same_picture_has_one_key_and_no_leftovers(files: Files) -> None:
    keys = {files.store_picture(picture()).key for _ in range(3)}
    stored = [path for path in files.folder.rglob("*") if path.is_file()]
    assert [path.name for path in stored] == list(keys)
    assert stored[0].stat().st_mode & 0o777 == 0o644


def test_a_transparent_picture_stays_transparent(files: Files) -> None:
    out = BytesIO()
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(out, "PNG")
    out.seek(0)
    with Image.open(BytesIO(body_of(files, files.store_picture(out).key))) as kept:
        assert kept.mode == "RGBA"


@pytest.mark.parametrize(
    "key",
    ["", "..", "../../etc/passwd", "/etc/passwd", "0" * 40, "0" * 40 + "_1x1.svg",
     "0" * 40 + "_1x1.png/..", "0" * 40 + "_1x1.png\0", "0" * 40 + "_1x1.png\n",
     "%2e%2e/x.png", ".new-abc"],
)  # fmt: skip
def test_a_key_that_is_none_of_ours_finds_nothing(files: Files, key: str) -> None:
    files.store_picture(picture())
    assert files.find_path(key) is None
    for ask in (files.sendable, files.open_file):
        with pytest.raises(NotFound):
            ask(key)


def test_a_thumbnail_is_a_square_and_until_then_its_picture_stands_in(files: Files) -> None:
    key = files.store_picture(picture("JPEG", (300, 200))).key
    assert files.sendable(thumbnail_key(key, 96)).cache_control == SOON
    small = files.thumbnail(key, 96)
    assert files.sendable(small).cache_control == FOREVER
    with Image.open(BytesIO(body_of(files, small))) as kept:
        assert kept.size == (96, 96)
    assert files.thumbnail(key, 96) == small


@pytest.mark.parametrize("size", [0, 1, 97, 5000])
def test_only_the_declared_thumbnails_are_made(files: Files, size: int) -> None:
    with pytest.raises(NotFound):
        files.thumbnail(files.store_picture(picture()).key, size)


def test_a_removed_picture_takes_its_thumbnails_along(files: Files) -> None:
    key = files.store_picture(picture()).key
    small = files.thumbnail(key, 96)
    files.remove(key)
    files.remove(key)
    assert files.find_path(key) is files.find_path(small) is None


def test_a_write_that_fails_leaves_no_half_file(
    files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        files.store_picture(picture())
    assert [path for path in files.folder.rglob("*") if path.is_file()] == []


def test_a_phones_jpeg_with_a_second_picture_behind_it_is_kept_as_its_first(files: Files) -> None:
    phones = picture("MPO", save_all=True, append_images=[Image.new("RGB", (40, 20), "blue")])
    kept = files.store_picture(phones)
    assert (kept.format, kept.width, kept.height) == ("JPEG", 40, 20)
    assert kept.key.endswith(".jpg")


def test_a_grey_picture_of_sixteen_bits_keeps_its_shades(files: Files) -> None:
    grey = Image.new("I;16", (40, 20), 128 * 257)
    out = BytesIO()
    grey.save(out, "PNG")
    out.seek(0)
    with Image.open(BytesIO(body_of(files, files.store_picture(out).key))) as kept:
        assert kept.getpixel((0, 0)) == (128, 128, 128)


def test_a_picture_too_long_for_a_key_is_refused_in_words(files: Files) -> None:
    with pytest.raises(Invalid) as refusal:
        files.store_picture(picture(size=(100_000, 1)))
    assert "too many pixels" in str(refusal.value.message)

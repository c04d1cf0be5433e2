"""A picture decoded and encoded again, so that nothing of the file that was sent survives but its pixels."""

import struct
from io import BytesIO
from pathlib import Path
from typing import Final

from flask_babel import lazy_gettext as _l
from PIL import ExifTags, Image, ImageOps, ImageSequence

from community.core.errors import Invalid

FORMATS: Final = ("PNG", "JPEG", "WEBP", "GIF")
# A JPEG with a second picture behind the first, as phones make it: its own is the first.
SEVERAL_IN_ONE: Final = "MPO"
MAX_PIXELS: Final = 24_000_000
# A key says width and height in five digits.
MAX_SIDE: Final = 99_999
MAX_MOVING_PIXELS: Final = 60_000_000
# What Pillow's decoders raise for bytes that are none of theirs, or stop halfway.
UNREADABLE: Final = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    TypeError,
    LookupError,
    struct.error,
)


def make_anew(data: bytes) -> tuple[bytes, int, int, str]:
    """The picture decoded and encoded again: nothing of the file survives but its pixels."""
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as picture:
            return _decoded(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as fault:
        raise _too_many_pixels() from fault
    except UNREADABLE as fault:
        raise Invalid(
            _l("This file cannot be read as a picture. Send a PNG, JPEG, WebP or GIF."), "picture"
        ) from fault


def make_square(path: Path, size: int, kind: str) -> bytes:
    """A thumbnail of a kept picture: its middle, `size` pixels wide and high."""
    with Image.open(path, formats=FORMATS) as picture:
        # A JPEG is decoded no larger than that takes: an eighth of the time of all its pixels.
        picture.draft(None, (4 * size, 4 * size))
        return _encoded(ImageOps.fit(_plain_mode(picture), (size, size)), kind)


def _decoded(picture: Image.Image) -> tuple[bytes, int, int, str]:
    kind = "JPEG" if picture.format == SEVERAL_IN_ONE else str(picture.format)
    frames = int(getattr(picture, "n_frames", 1)) if kind in ("GIF", "WEBP") else 1
    pixels = picture.width * picture.height
    if (
        max(picture.size) > MAX_SIDE
        or pixels > MAX_PIXELS
        or pixels * frames > max(MAX_MOVING_PIXELS, MAX_PIXELS)
    ):
        raise _too_many_pixels()
    if frames > 1:
        return _moving(picture, kind), picture.width, picture.height, kind
    still = _upright(_plain_mode(picture), picture.getexif().get(ExifTags.Base.Orientation))
    return _encoded(still, kind), still.width, still.height, kind


def _upright(plain: Image.Image, orientation: int | None) -> Image.Image:
    """As the camera was held; whatever else it wrote beside the pixels is not looked at."""
    plain.getexif()[ExifTags.Base.Orientation] = orientation
    return ImageOps.exif_transpose(plain)


def _too_many_pixels() -> Invalid:
    return Invalid(
        _l("This picture has too many pixels. Make it smaller, then send it."), "picture"
    )


def _plain_mode(picture: Image.Image) -> Image.Image:
    """A copy in RGB or RGBA that carries nothing but pixels."""
    if picture.mode.startswith("I;16"):  # cut off at 255 by Pillow, else
        picture = picture.convert("I").point(lambda grey: grey * (1 / 257)).convert("L")
    see_through = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    plain = picture.convert("RGBA" if see_through else "RGB")
    plain.info.clear()
    return plain


def _encoded(picture: Image.Image, kind: str) -> bytes:
    out = BytesIO()
    if kind == "JPEG":
        picture.convert("RGB").save(out, "JPEG", quality=86, optimize=True)
    elif kind == "WEBP":
        picture.save(out, "WEBP", quality=86)
    elif kind == "GIF":
        picture.save(out, "GIF")
    else:
        picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _moving(picture: Image.Image, kind: str) -> bytes:
    frames, durations = [], []
    for frame in ImageSequence.Iterator(picture):
        durations.append(max(int(frame.info.get("duration", 100)), 20))
        frames.append(_plain_mode(frame))
    out = BytesIO()
    first, *rest = frames
    first.save(out, kind, save_all=True, append_images=rest, duration=durations, loop=0)
    return out.getvalue()

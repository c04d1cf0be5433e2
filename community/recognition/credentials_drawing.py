"""The picture of a badge: its medal by tier over its name, as PNG and in the coordinates of an SVG.

Drawing takes some tens of milliseconds, so what was drawn last is kept; the words of a badge seldom change.
"""

import math
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from community.recognition.models import Tier

Point = tuple[float, float]
Shape = tuple[Point, ...]

METALS: Final = {Tier.BRONZE: "#a4622f", Tier.SILVER: "#6d7680", Tier.GOLD: "#9a7400"}
TINTS: Final = {Tier.BRONZE: "#ebddd1", Tier.SILVER: "#dfe1e3", Tier.GOLD: "#e9e1cb"}
PAPER: Final = "#fbfaf7"
INK: Final = "#1d1c1a"
QUIET: Final = "#5f5a52"
# The medal's own coordinates, those of templates/_macros/badge.html.
SIDE: Final = 40
LEAVES: Final = (
    ((20, 23.5), (20, 19.5), (17.4, 17.2), (13, 17.1)),
    ((13, 17.1), (13.1, 21.4), (15.8, 23.6), (20, 23.5)),
    ((20, 19), (20, 14.6), (22.8, 11.4), (27.5, 11.2)),
    ((27.5, 11.2), (27.7, 16.1), (24.9, 19.1), (20, 19)),
)
STALK: Final = ((20, 29), (20, 18))
GOLD_POINTS: Final = 12
LONGEST_NAME: Final = 80
NAME_WIDTH: Final = 580
NAME_SIZE: Final = 42
MOST_LINES: Final = 3
# Pillow's own font has no accents.
FONT: Final = Path(__file__).parents[1] / "static/vendor/dejavu/DejaVuSerif-LGC.ttf"
FINE: Final = 2  # drawn so many times larger, then made smaller: edges become smooth


def outline(tier: Tier) -> Shape:
    """The edge of the medal: a circle, a hexagon or a rosette."""
    if tier is Tier.SILVER:
        return ((20, 2), (36, 11), (36, 29), (20, 38), (4, 29), (4, 11))
    if tier is Tier.GOLD:
        turns = range(2 * GOLD_POINTS)
        return tuple(_around(turn / len(turns), 18.6 if turn % 2 == 0 else 15.6) for turn in turns)
    return tuple(_around(turn / 96, 17) for turn in range(96))


def _around(share: float, radius: float) -> Point:
    angle = 2 * math.pi * share - math.pi / 2
    return (
        round(20 + radius * math.cos(angle), 2),
        round(20 + radius * math.sin(angle), 2),
    )


def leaves() -> tuple[Shape, ...]:
    """The seedling on the medal, as lines."""
    return (STALK, *(tuple(_curve(*bend)) for bend in LEAVES))


def _curve(a: Point, b: Point, c: Point, d: Point) -> Iterator[Point]:
    """Points along a cubic Bézier curve."""
    for step in range(17):
        t = step / 16
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
        x, y = (
            sum(weight * point[axis] for weight, point in zip(weights, (a, b, c, d), strict=True))
            for axis in (0, 1)
        )
        yield round(x, 2), round(y, 2)


@lru_cache(maxsize=64)
def draw_badge(tier: Tier, name: str, issuer: str) -> bytes:
    """A square PNG of 640 pixels that is baked: the medal over the badge's name and who gives it."""
    board = _Board(640, 640)
    board.medal(tier, (140, 50), 360)
    board.words(name, (320, 440), NAME_WIDTH, NAME_SIZE)
    board.line(_shortened(issuer, NAME_WIDTH, _font(24)), (320, 590), 24, QUIET)
    return board.png()


@lru_cache(maxsize=64)
def draw_preview(tier: Tier, name: str, issuer: str) -> bytes:
    """A PNG of 1200 × 630 pixels that stands beside a link to the award: nothing of the holder is on it."""
    board = _Board(1200, 630)
    board.medal(tier, (70, 120), 390)
    board.words(name, (820, 210), 660, 60)
    board.line(_shortened(issuer, 660, _font(30)), (820, 510), 30, QUIET)
    return board.png()


class _Board:
    """A sheet of paper that is drawn on in pixels."""

    def __init__(self, width: int, height: int) -> None:
        self.size = (width, height)
        self.image = Image.new("RGB", (width * FINE, height * FINE), PAPER)
        self.pen = ImageDraw.Draw(self.image)

    def medal(self, tier: Tier, corner: Point, side: float) -> None:
        """The medal in a square from its upper left corner."""
        scale, stroke = side / SIDE, round(side / SIDE * FINE * 2)

        def place(shape: Shape) -> list[Point]:
            return [
                ((corner[0] + x * scale) * FINE, (corner[1] + y * scale) * FINE) for x, y in shape
            ]

        edge = place(outline(tier))
        self.pen.polygon(edge, fill=TINTS[tier])
        self.pen.line([*edge, edge[0], edge[1]], METALS[tier], stroke, joint="curve")
        for shape in map(place, leaves()):
            self.pen.line(shape, METALS[tier], stroke, joint="curve")
            for end in (shape[0], shape[-1]):
                self.pen.circle(end, stroke / 2, METALS[tier])

    def words(self, text: str, top: Point, width: float, size: float) -> None:
        """A text in the middle below a point, in as many lines as it needs and may have."""
        for number, line in enumerate(broken(text, width, size)):
            self.line(line, (top[0], top[1] + number * size * 1.2), size, INK)

    def line(self, text: str, top: Point, size: float, colour: str) -> None:
        """One line in the middle below a point."""
        place = (top[0] * FINE, top[1] * FINE)
        self.pen.text(place, text, fill=colour, font=_font(size * FINE), anchor="ma")

    def png(self) -> bytes:
        """What was drawn."""
        out = BytesIO()
        small = self.image.resize(self.size, Image.Resampling.LANCZOS)
        small.quantize(64).save(out, "PNG", optimize=True)
        return out.getvalue()


def broken(text: str, width: float, size: float) -> list[str]:
    """The text in lines that fit into so many pixels; what needs more than MOST_LINES ends with dots."""
    font, lines = _font(size), [""]
    for word in text[:LONGEST_NAME].split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and font.getlength(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], lines[MOST_LINES - 1] + " …"]
    return [_shortened(line, width, font) for line in lines]


def _shortened(line: str, width: float, font: ImageFont.FreeTypeFont) -> str:
    """A word that is wider than the sheet ends with dots."""
    while font.getlength(line) > width:
        line = line.rstrip("…")[:-1] + "…"
    return line


@lru_cache(maxsize=16)
def _font(size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONT), size)

"""Colours that an operator sets, and whether people can read with them (WCAG 2.2, 1.4.3)."""

import re
from collections.abc import Mapping
from typing import Final

HEX: Final = re.compile(r"#[0-9a-fA-F]{6}")
ENOUGH: Final = 4.5
LIGHT_PAPER, LIGHT_CARD, LIGHT_INK = "#fbfaf7", "#ffffff", "#1d1c1a"
DARK_PAPER, DARK_CARD = "#161513", "#1f1d1a"
TINT: Final = 0.1  # how much of a tone its soft ground holds


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2.2 between two `#rrggbb` colours, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable_on_paper(accent: str) -> bool:
    """Whether text in this accent can be read on the light paper and card."""
    return HEX.fullmatch(accent) is not None and contrast(accent, LIGHT_PAPER) >= ENOUGH


def for_dark(accent: str) -> str:
    """The same hue, lightened until it can be read on the dark paper and card."""
    colour = accent
    for step in range(20):
        colour = _mixed(accent, "#ffffff", step * 0.05)
        if contrast(colour, DARK_CARD) >= ENOUGH + 1:
            break
    return colour


def ink_on(colour: str) -> str:
    """White or black: what reads better on a surface of this colour."""
    return max(("#ffffff", "#000000"), key=lambda ink: contrast(ink, colour))


def theme_css(accent: str) -> str:
    """What the settings add to the style sheets: accent and the ink on it, light and dark."""
    dark = for_dark(accent)
    light_rules = f"--accent:{accent};--on-accent:{ink_on(accent)}"
    dark_rules = f"--accent:{dark};--on-accent:{ink_on(dark)}"
    return (
        f":root{{{light_rules}}}\n"
        f"@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark_rules}}}}}\n"
        f":root[data-theme=dark]{{{dark_rules}}}\n"
    )


def readable_as_tone(colour: str) -> bool:
    """Whether words in this colour can be read on its own soft ground, by day."""
    return readable_on_paper(colour) and _reads_on_tint(colour, LIGHT_CARD)


def tones_css(tones: Mapping[str, str]) -> str:
    """What tones of one's own add to the style sheets, by the class that wears them; at night they are lightened."""
    nights = {name: tone_for_dark(colour) for name, colour in tones.items()}
    day, night = _tone_rules(tones, LIGHT_CARD), _tone_rules(nights, DARK_CARD)
    dark = ":root[data-theme=dark]{" + night + "}"
    device = "@media (prefers-color-scheme:dark){:root:not([data-theme=light]){" + night + "}}"
    return f"{day}\n{device}\n{dark}\n" if tones else ""


def tone_for_dark(colour: str) -> str:
    """The same hue, lightened until it can be read on its soft ground at night."""
    steps = (_mixed(for_dark(colour), "#ffffff", step * 0.05) for step in range(21))
    return next(one for one in steps if _reads_on_tint(one, DARK_CARD))


def written_colours(colours: Mapping[str, str]) -> str:
    """Names with their colours in one text, as `read_colours` reads it."""
    return " ".join(f"{name}={colour}" for name, colour in sorted(colours.items()))


def read_colours(text: str) -> dict[str, str]:
    """Name → colour of such a text; what is no colour is left out."""
    pairs = (one.partition("=")[::2] for one in text.split())
    return {name: colour for name, colour in pairs if HEX.fullmatch(colour)}


def _reads_on_tint(colour: str, card: str) -> bool:
    return contrast(colour, _mixed(card, colour, TINT)) >= ENOUGH


def _tone_rules(tones: Mapping[str, str], card: str) -> str:
    return "".join(
        f".{name}{{--tone:{colour};--tone-soft:{_mixed(card, colour, TINT)}}}"
        for name, colour in sorted(tones.items())
    )


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _mixed(one: str, other: str, share: float) -> str:
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)

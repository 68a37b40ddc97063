"""A brand's colour made fit to be read: WCAG 2.2 contrast, computed, never hoped for. Pure."""

from dataclasses import dataclass

TEXT, SIGN = 4.5, 3.0  # contrast that words and that borders and icons need
# Of a page and of the cards on it (frontend/public/base.css) the one on which a colour is seen worse.
LIGHT, DARK = "#f6f6f3", "#1a1f1e"


def channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def luminance(colour: str) -> float:
    """Relative luminance, 0 black to 1 white (WCAG 2.2)."""
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in (c / 255 for c in channels(colour))]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """1 (the same) to 21 (black on white)."""
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def readable_on(colour: str) -> str:
    """Black or white, whichever is read better on it."""
    return max(("#ffffff", "#101413"), key=lambda ink: contrast(ink, colour))


def mixed(colour: str, other: str, share: float) -> str:
    """`share` of the other."""
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in zip(channels(colour), channels(other), strict=True))


def until(colour: str, ground: str, needed: float) -> str:
    """The colour, moved towards black or white only as far as it takes to be seen on this ground."""
    towards = "#000000" if luminance(ground) > 0.4 else "#ffffff"
    for step in range(21):
        found = mixed(colour, towards, step / 20)
        if contrast(found, ground) >= needed:
            return found
    return towards


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """What a page needs of a brand: a surface to press with what is written on it, the same as ink and as a sign, a soft ground."""

    brand: str
    on_brand: str
    ink: str
    sign: str
    soft: str
    on_soft: str


def palette(colour: str, *, dark: bool) -> Palette:
    ground = DARK if dark else LIGHT
    # A button is a sign on its ground as well as a ground for its words.
    brand = until(colour, ground, SIGN)
    soft = mixed(brand, ground, 0.85)
    return Palette(
        brand=_fit(brand), on_brand=readable_on(_fit(brand)), ink=until(colour, ground, TEXT), sign=brand, soft=soft,
        on_soft=until(colour, soft, TEXT),
    )  # fmt: skip


def _fit(brand: str) -> str:
    """A colour on which black or white can be read."""
    return brand if contrast(brand, readable_on(brand)) >= TEXT else until(brand, readable_on(brand), TEXT)

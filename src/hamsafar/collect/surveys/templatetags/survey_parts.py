"""Signs that scales are drawn with, and small words of the builder's templates."""

import datetime as dt
import json
from collections.abc import Sequence

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ..document import Text

register = template.Library()

_STAR = "M12 2.6l2.9 6 6.5.9-4.700 4.600 1.100 6.500-5.800-3.100-5.800 3.100 1.100-6.500L2.600 9.500l6.500-.9z"


@register.simple_tag
def star() -> SafeString:
    return format_html('<svg class="sign" viewBox="0 0 24 24" aria-hidden="true"><path d="{}"/></svg>', _STAR)


@register.simple_tag
def smiley(place: int, count: int) -> SafeString:
    """From unhappy to happy: the mouth bends with the place on the scale."""
    bend = (place / max(count - 1, 1) - 0.5) * 9  # below the line of its corners when happy
    mouth = f"M7.5 {15.5 - bend / 4:.1f}Q12 {15.5 + bend:.1f} 16.5 {15.5 - bend / 4:.1f}"
    return format_html(
        '<svg class="sign face-{}" viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="9.5"/>'
        '<path d="M8.500 9v1.200M15.500 9v1.200"/><path d="{}"/></svg>',
        place,
        mouth,
    )


# The builder


@register.simple_tag
def deed(survey_id: int, part: str, do: str, *more: object) -> SafeString:
    """Attributes of a button that sends the open form together with a deed."""
    return _sends(survey_id, part, ":".join([do, *map(str, more)]), "click")


@register.simple_tag
def redraw(survey_id: int, part: str) -> SafeString:
    """Attributes of a field on which other fields depend: its change draws the editor again."""
    return _sends(survey_id, part, "look", "change consume")


def _sends(survey_id: int, part: str, do: str, trigger: str) -> SafeString:
    said = json.dumps({"do": do, "part": part})
    address = reverse("survey-change", args=[survey_id])
    return format_html(
        'hx-post="{}" hx-target="#editor" hx-include="closest form, #seen" hx-vals="{}" hx-trigger="{}" hx-sync="#part-form:queue all"',
        address,
        said,
        trigger,
    )


@register.filter
def in_language(text: Text, code: str) -> str:
    return str(getattr(text, code, ""))


@register.filter
def slug(name: str) -> str:
    return name.replace(".", "-")


@register.filter
def other_than(every: Sequence[tuple[str, str]], shown: Sequence[tuple[str, str]]) -> list[str]:
    """Languages that are not offered: what was written in them is kept all the same."""
    return [code for code, _name in every if code not in dict(shown)]


@register.filter
def is_among(value: str, options: Sequence[tuple[str, object]]) -> bool:
    return any(value == option for option, _name in options)


@register.filter
def plainly(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


@register.filter
def inner(place: str) -> str:
    return place.strip("{}")


@register.filter
def iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""

"""Stars: {% load reviews %}."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()
_STAR = "M12 2.6l2.9 6 6.5.9-4.7 4.6 1.1 6.5-5.8-3.1-5.8 3.1 1.1-6.5L2.600 9.500l6.500-.9z"


@register.simple_tag
def star() -> SafeString:
    return format_html('<svg class="sign" viewBox="0 0 24 24" aria-hidden="true"><path d="{}"/></svg>', _STAR)


@register.simple_tag
def star_row(rating: float | None) -> SafeString:
    """Five signs, filled as far as the rating goes, to the nearest half. Words beside them say it too."""
    halves = round(2 * (rating or 0))
    names = ("full" if halves >= 2 * n else "half" if halves == 2 * n - 1 else "empty" for n in range(1, 6))
    signs = format_html_join(
        "", '<svg class="rv-star {}" viewBox="0 0 24 24"><path class="rv-ground" d="{}"/><path class="rv-fill" d="{}"/></svg>',
        ((name, _STAR, _STAR) for name in names),
    )  # fmt: skip
    return format_html('<span class="rv-row" aria-hidden="true">{}</span>', signs)


@register.filter
def plain(value: float) -> str:
    """For machines: a dot, three places."""
    return f"{value:.3f}"

"""Signs that scales are drawn with."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

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

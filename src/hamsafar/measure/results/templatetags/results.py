"""Small words of the results pages."""

from django import template

from hamsafar.base.ui import formats
from hamsafar.science.intervals import Estimate

register = template.Library()


@register.filter
def between(share: Estimate | None) -> str:
    """The interval of a share, as both its ends."""
    if share is None or share.low is None or share.high is None:
        return ""
    return f"{formats.percent(share.low)} – {formats.percent(share.high)}"

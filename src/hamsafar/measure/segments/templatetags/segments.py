"""The editor of conditions for any form: {% load segments %}{% condition_editor editor %}."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ..choices import choices
from ..contracts import Op
from ..editor import Editor
from ..properties import PropertyEditor
from ..saying import op_name

register = template.Library()


class Place(NamedTuple):
    name: str  # of the form's fields
    id: str
    place: str


@register.inclusion_tag("segments/_editor.html", takes_context=True)
def condition_editor(context: template.Context, editor: Editor) -> dict[str, Any]:
    return {"editor": editor, "choices": choices(context["request"].user), "request": context["request"]}


@register.inclusion_tag("segments/_preview.html")
def condition_preview(editor: Editor) -> dict[str, Any]:
    """How many people the form's condition means, counted while it is changed."""
    return {"prefix": editor.prefix}


@register.inclusion_tag("segments/_properties.html")
def property_editor(editor: PropertyEditor, names: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Conditions on an event's properties; `names` are suggested, each with what it is about."""
    return {"editor": editor, "names": names, "ops": [(op.value, op_name(op)) for op in Op]}


@register.simple_tag
def line_names(prefix: str, group: int, line: int) -> Place:
    return Place(f"{prefix}.{group}.{line}", f"{prefix}-{group}-{line}", f"{group}.{line}")


@register.simple_tag
def again() -> SafeString:
    """A choice that changes which fields there are fetches the editor anew. Without a script the next button does."""
    return _fetched("change")


@register.simple_tag
def pressed() -> SafeString:
    return _fetched("click")


def _fetched(trigger: str) -> SafeString:
    return format_html(
        'hx-post="{}" hx-trigger="{}" hx-include="closest [data-editor]" hx-target="closest [data-editor]" hx-swap="outerHTML"',
        reverse("segment-editor"),
        trigger,
    )

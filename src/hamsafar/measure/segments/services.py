"""The door of segments: the language (docs/segments.md), who fits, what is saved, and an editor for forms of other rooms.

    condition = segments.parse({"did": "Order Delivered", "days": 30})
    segments.matches(condition, person)

In a form: `{% load segments %}{% condition_editor editor %}` with `editor = segments.read_editor(request.POST)`, or at first
`editor_of(condition)`; then `segments.condition_of(editor)`. While `segments.is_button(request.POST)` the form is only shown again.
"""

from . import deeds as _deeds  # noqa: F401 - says its sentences to the audit log
from .computing import count, count_events, happened, matches, members, sample, which_happened
from .contracts import All, Condition, Count, Did, Everyone, Happened, In, Last, Not, Op, Property, Segment, Some, Test, Trait
from .editor import Editor, condition_of, editor_of, is_button, read_editor
from .errors import BadCondition, SegmentNotFound
from .properties import PropertyEditor, properties_of, property_editor_of, read_property_editor
from .reading import parse, written
from .saving import get_segment, list_segments, save
from .saying import sentence, tested

__all__ = [
    "All", "BadCondition", "Condition", "Count", "Did", "Editor", "Everyone", "Happened", "In", "Last", "Not", "Op", "Property",
    "PropertyEditor", "Segment", "SegmentNotFound", "Some", "Test", "Trait", "condition_of", "count", "count_events", "editor_of",
    "get_segment", "happened", "is_button", "list_segments", "matches", "members", "parse", "properties_of", "property_editor_of",
    "read_editor", "read_property_editor", "sample", "save", "sentence", "tested", "which_happened", "written",
]  # fmt: skip

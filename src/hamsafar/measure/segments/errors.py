"""What segments refuse."""

from django.utils.translation import gettext_lazy as _

from hamsafar.base.errors import Refused


class BadCondition(Refused):
    code, status, message = "bad_condition", 422, _("This condition cannot be read at {where}: {reason}")


class SegmentNotFound(Refused):
    code, status, message = "segment_not_found", 404, _("There is no such segment.")


class SegmentNeedsName(Refused):
    code, status, message = "segment_needs_name", 422, _("Give the segment a name.")

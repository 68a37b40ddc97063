"""What reports refuse."""

from django.utils.translation import gettext_lazy as _

from hamsafar.base.errors import BadInput, Refused


class NoSuchDimension(BadInput):
    code, message = "no_such_dimension", _("Scores cannot be compared by “{by}”.")


class NotReadyYet(Refused):
    code, status, message = "report_not_ready", 409, _("This report is being computed. Try again in a moment.")

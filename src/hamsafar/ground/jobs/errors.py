"""What jobs refuse."""

from django.utils.translation import gettext_lazy as _

from hamsafar.base.errors import Refused


class JobIsOver(Refused):
    code, status, message = "job_is_over", 409, _("This job has already ended.")


class JobIsNotOver(Refused):
    code, status, message = "job_is_not_over", 409, _("This job has not ended yet, so it cannot be run again.")


class Cancelled(Exception):
    """Raised by Run.report inside a handler when somebody cancelled the job."""


class WorkerStops(Exception):
    """Raised by Run.report inside a handler when the process shuts down; the job is queued again."""

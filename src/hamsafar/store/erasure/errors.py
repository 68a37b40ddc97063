"""What erasure refuses."""

from django.utils.translation import gettext_lazy as _

from hamsafar.base.errors import Refused


class AnotherErasureRuns(Refused):
    code, status, message = "another_erasure_runs", 409, _("A backup or another erasure is running. Try again when it has ended.")


class BytesRemain(Refused):
    """Raised inside the job, which tries again: the engine had not removed the old parts in time."""

    code, status = "bytes_remain", 503
    message = _("The rows are gone, but {parts} old files are still on disk. The erasure goes on by itself.")


class StillComing(Refused):
    code, status = "still_coming", 409
    message = _("A file that may name this person is being imported. The erasure goes on by itself once that has ended.")


class NotYet(Exception):
    """What the queue hears instead of a refusal that will pass: a refused job would end, this one is tried again."""


class NotAnErasureLog(Refused):
    code, status, message = "not_an_erasure_log", 400, _("{file} is not an erasure log of Hamsafar.")


class BadRetention(Refused):
    code, status, message = "bad_retention", 422, _("Events are kept for 1 to 600 months, or for ever.")

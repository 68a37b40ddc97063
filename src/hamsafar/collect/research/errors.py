"""What research refuses."""

from django.utils.translation import gettext_lazy as _

from hamsafar.base.errors import Refused


class SessionNotFound(Refused):
    code, status, message = "research_session_not_found", 404, _("There is no such session.")


class NotAgreed(Refused):
    code, status, message = (
        "research_not_agreed",
        409,
        _("Not everybody in this session agreed to be recorded. Note down how each of them agreed first."),
    )


class NotAudio(Refused):
    code, status, message = "research_not_audio", 422, _("“{name}” is no recording that browsers play: MP3, M4A, OGG, WAV or WebM.")


class RecordingTooLarge(Refused):
    code, status, message = "research_recording_too_large", 413, _("A recording has at most {megabytes} MB.")


class StillRecorded(Refused):
    code, status, message = "research_still_recorded", 409, _("Their voice is in the recordings of this session. Delete those first.")


class NoQuote(Refused):
    code, status, message = "research_no_quote", 422, _("Write what was said, word for word.")

"""What the intake refuses."""

from django.utils.translation import gettext_lazy as _

from hamsafar.base.errors import NotFound, Refused


class Unauthorised(Refused):
    code, status, message = "unknown_write_key", 401, _("This write key is not known here. Copy it again from the source's page.")


class BadRequest(Refused):
    code, status, message = "bad_request", 400, _("The request cannot be read: {reason}")


class BadJson(BadRequest):
    code, message = "bad_json", _("The request is not valid JSON: {reason}")


class BadText(BadRequest):
    code, message = "bad_text", _("The request is not UTF-8 text.")


class BadBatch(BadRequest):
    code, message = "bad_batch", _("A batch is a JSON object with a list named “batch”.")


class BadCompression(BadRequest):
    code, message = "bad_compression", _("The request says gzip, but cannot be unpacked.")


class UnknownCompression(Refused):
    code, status, message = "unknown_compression", 415, _("Send the request plain or with gzip.")


class BadEvent(BadRequest):
    """A lone event that is not kept; its own reason is the code."""

    code, message = "bad_event", _("{explanation}")


class TooLarge(Refused):
    code, status, message = "too_large", 413, _("A request may have {limit} KB, an event 32 KB.")


class TooFast(Refused):
    code, status, message = "rate_limited", 429, _("This source sends too fast. Wait {seconds} seconds and send the same again.")


class Overloaded(Refused):
    code, status, message = "overloaded", 503, _("More arrives than can be kept right now. Wait {seconds} seconds and send the same again.")


class SourcePaused(Refused):
    code, status, message = "source_paused", 403, _("This source is paused; nothing from it is kept.")


class OriginNotAllowed(Refused):
    code, status, message = "origin_not_allowed", 403, _("Pages of {origin} may not send to this source.")


class NoSuchPath(NotFound):
    code, message = "no_such_path", _("The tracking API has no such address.")


class WrongMethod(Refused):
    code, status, message = "wrong_method", 405, _("This address wants {allowed}.")


class SourceNotFound(NotFound):
    code, message = "source_not_found", _("There is no such source, or you may not see it.")


class SlugTaken(Refused):
    code, message = "slug_taken", _("There is already a source with the key {slug}.")


class LastKey(Refused):
    code, message = "last_key", _("A source needs at least one write key. Make a new one before you revoke this one.")

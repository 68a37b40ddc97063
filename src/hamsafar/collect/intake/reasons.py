"""Why an event was not kept. Every drop has one of these; a page counts them by source and day."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Reason(StrEnum):
    BAD_JSON = "bad_json"
    BAD_BATCH = "bad_batch"
    NOT_AN_OBJECT = "not_an_object"
    WRONG_TYPE = "wrong_type"
    UNKNOWN_TYPE = "unknown_type"
    NO_IDENTITY = "no_identity"
    NO_EVENT_NAME = "no_event_name"
    NO_GROUP = "no_group"
    NO_PREVIOUS_ID = "no_previous_id"
    ID_TOO_LONG = "id_too_long"
    NAME_TOO_LONG = "name_too_long"
    TOO_LARGE = "too_large"
    TOO_DEEP = "too_deep"
    TOO_MANY = "too_many"
    RATE_LIMITED = "rate_limited"
    PAUSED = "paused"
    ORIGIN_NOT_ALLOWED = "origin_not_allowed"
    UNREADABLE = "unreadable"
    CONSENT = "consent"


EXPLANATIONS = {
    Reason.BAD_JSON: _("The request is not JSON."),
    Reason.BAD_BATCH: _("A batch needs a list named “batch”."),
    Reason.NOT_AN_OBJECT: _("An event is a JSON object."),
    Reason.WRONG_TYPE: _("A field has the wrong type."),
    Reason.UNKNOWN_TYPE: _("The type is none of track, page, screen, identify, group, alias."),
    Reason.NO_IDENTITY: _("There is neither a userId nor an anonymousId."),
    Reason.NO_EVENT_NAME: _("A track call needs the name of the event."),
    Reason.NO_GROUP: _("A group call needs a groupId."),
    Reason.NO_PREVIOUS_ID: _("An alias call needs a previousId and a userId."),
    Reason.ID_TOO_LONG: _("A messageId may have 100 characters, other identifiers 500."),
    Reason.NAME_TOO_LONG: _("The name of an event may have 200 characters."),
    Reason.TOO_LARGE: _("An event may have 32 KB."),
    Reason.TOO_DEEP: _("Properties are nested too deeply, or hold a number of thousands of digits."),
    Reason.TOO_MANY: _("A batch may have 2,500 events; the rest was not kept."),
    Reason.RATE_LIMITED: _("The source sent more events a second than it may."),
    Reason.PAUSED: _("The source is paused."),
    Reason.ORIGIN_NOT_ALLOWED: _("The page that sent this is not on the source's list of allowed origins."),
    Reason.UNREADABLE: _("The event could not be read; the log says why."),
    Reason.CONSENT: _("This person does not allow that it is kept."),
}

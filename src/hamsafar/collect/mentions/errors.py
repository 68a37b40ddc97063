"""What mentions refuse."""

from django.utils.translation import gettext_lazy as _

from hamsafar.base.errors import Refused


class PlaceNotFound(Refused):
    code, status, message = "mention_place_not_found", 404, _("There is no such place.")


class BrandNotFound(Refused):
    code, status, message = "mention_brand_not_found", 404, _("There is no such brand.")


class BrandInUse(Refused):
    code, status, message = (
        "mention_brand_in_use", 409,
        _("What was found about this brand would lose its name. Take away its words instead."),
    )  # fmt: skip


class FileNotFound(Refused):
    code, status, message = "mention_file_not_found", 404, _("There is no such file.")


class NothingSaid(Refused):
    code, status, message = "mention_nothing_said", 422, _("Say which column holds the text or the rating.")


class FileTooBig(Refused):
    code, status, message = "mention_file_too_big", 413, _("The file is larger than {megabytes} MB. Divide it, or use Imports.")


class BadSignature(Refused):
    code, status, message = (
        "mention_bad_signature", 401,
        _("The signature does not fit. Sign “timestamp.body” with the secret of this place."),
    )  # fmt: skip


class OldSignature(Refused):
    code, status, message = "mention_old_signature", 401, _("The timestamp of the signature is more than five minutes away from now.")


class BodyTooLarge(Refused):
    code, status, message = "mention_body_too_large", 413, _("At most {kilobytes} KB at once.")


class NotItems(Refused):
    code, status, message = (
        "mention_not_items", 422,
        _("Send one JSON object, a list of them, or an object with the list “items”: at most {most}."),
    )  # fmt: skip


class FeedAnswered(Refused):
    code, status, message = "mention_feed_answered", 502, _("The address answers {status}.")


class FeedTooLarge(Refused):
    code, status, message = "mention_feed_too_large", 422, _("The feed is larger than {megabytes} MB.")


class FeedForbidden(Refused):
    code, status, message = (
        "mention_feed_forbidden", 422,
        _("The feed declares entities, which could blow it up or reach other files; it is not read."),
    )  # fmt: skip


class NotAFeed(Refused):
    code, status, message = "mention_not_a_feed", 422, _("What stands at the address is no RSS or Atom feed.")


class CannotReply(Refused):
    code, status, message = "mention_cannot_reply", 422, _("This place takes no replies. Answer there, and mark it as answered.")


class AlreadyAnswered(Refused):
    code, status, message = "mention_already_answered", 409, _("An answer stands already, or is on its way.")


class NothingToTakeBack(Refused):
    code, status, message = "mention_nothing_to_take_back", 409, _("There is nothing to take back: a reply that has left stays.")


class NoWords(Refused):
    code, status, message = "mention_no_words", 422, _("Write what to reply.")


class ReplyRefused(Refused):
    code, message = "mention_reply_refused", _("The other side did not take the reply (status {status}).")


class ReplyAway(Refused):
    code, message = "mention_reply_away", _("The address for replies cannot be reached ({kind}).")

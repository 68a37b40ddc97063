"""What people refuses."""

from django.utils.translation import gettext_lazy as _

from hamsafar.base.errors import Refused


class SamePerson(Refused):
    code, status, message = "same_person", 409, _("These two are one person already.")


class NothingToSplit(Refused):
    code, status, message = "nothing_to_split", 422, _("Choose at least one identifier to take away, and leave at least one.")


class NotTheirs(Refused):
    code, status, message = "not_theirs", 409, _("One of these identifiers belongs to someone else by now. Please look again.")


class AlreadyUndone(Refused):
    code, status, message = "already_undone", 409, _("This decision was undone before.")


class AlreadyDecided(Refused):
    code, status, message = "already_decided", 409, _("Someone has answered this already.")


class NotAProbability(Refused):
    code, status, message = "not_a_probability", 422, _("Give a number between 50 and 100 percent, or nothing.")

"""What consent refuses."""

from django.utils.translation import gettext_lazy as _

from hamsafar.base.errors import Refused


class NoPurpose(Refused):
    code, status, message = "no_purpose", 422, _("Say what the customer allows or forbids.")


class EndsBeforeItBegins(Refused):
    code, status, message = "ends_before_it_begins", 422, _("A consent cannot end before it was given.")

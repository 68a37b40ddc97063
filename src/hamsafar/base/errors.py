"""What the product refuses, and why.

A `Refused` carries a code for machines, facts for the log and a sentence for people. One middleware turns it into a page, an
HTMX fragment or problem+json (RFC 9457). Everything else that goes wrong is a bug and reaches the error log untouched.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from . import numbers


class Refused(Exception):
    """Base of all refusals. Subclasses set `code`, `status` and `message`; keyword arguments fill the message."""

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 422
    message: ClassVar[str | Promise] = _("This cannot be done.")

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.code)
        self.facts: Mapping[str, Any] = facts

    @property
    def sentence(self) -> str:
        """The message in the language that is active now, with the facts filled in."""
        language = get_language() or "en"
        shown = {name: numbers.dress_number(fact, language) if _is_number(fact) else fact for name, fact in self.facts.items()}
        return str(self.message).format_map(shown)

    def __str__(self) -> str:
        return f"{self.code}: {self.sentence}"


def _is_number(fact: object) -> bool:
    return isinstance(fact, int | float | Decimal) and not isinstance(fact, bool)


class NotFound(Refused):
    code, status, message = "not_found", 404, _("There is nothing here, or you may not see it.")


class NotAllowed(Refused):
    code, status, message = "not_allowed", 403, _("Your role does not allow this.")


class BadInput(Refused):
    code, status, message = "bad_input", 400, _("{reason}")


class TooManyRequests(Refused):
    code, status, message = "too_many_requests", 429, _("Too many attempts. Please wait {seconds} seconds and try again.")


class SignInNeeded(Refused):
    code, status, message = "sign_in_needed", 401, _("Please sign in first.")

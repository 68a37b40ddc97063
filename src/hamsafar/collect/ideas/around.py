"""What ideas ask of later floors, which they do not know: a letter with a code. settings.IDEAS_AROUND names the object that answers."""

from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class Around(Protocol):
    def can_send_codes(self) -> bool:
        """Whether e-mail is set up."""

    def send_code(self, email: str, code: str, *, language: str, board: str) -> None:
        """Raises what sending raises: NotYet to be tried again, NotDone where it was refused."""


def around() -> Around:
    found: Around = import_string(settings.IDEAS_AROUND)
    return found

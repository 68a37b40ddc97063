"""What surveys ask of later floors, which they do not know: whether a person fits, whether one may ask them, who somebody is.

settings.SURVEYS_AROUND names the object that answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString

from hamsafar.collect.intake.services import Identifier

Who = Sequence[Identifier]


@dataclass(frozen=True, slots=True, kw_only=True)
class Someone:
    """A person as an agent finds them."""

    person: int
    name: str
    about: str  # how they are reached, where they live: what tells two of one name apart
    identifier: Identifier


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionEditor:
    """A part of a form. `text` is the condition as typed, or None where it cannot be taken yet."""

    html: SafeString
    text: str | None
    is_button: bool = False  # the form was only sent for another line


class Around(Protocol):
    def fits(self, condition: str, who: Who) -> bool:
        """Whether a condition in the language of segments holds of them. Of somebody who is not known it does not."""

    def may_show(self, who: Who, *, key: str) -> bool:
        """Whether the company's contact rules let a survey be shown now; it counts as shown under this key."""

    def may_call(self, person: int) -> str:
        """Why a person may not be asked on the phone, in a sentence; "" if they may."""

    def note_call(self, person: int, *, key: str) -> None:
        """They were asked on the phone; that counts."""

    def find_people(self, words: str, *, member: Any) -> Sequence[Someone]:
        """Whom this member may see."""

    def get_person(self, person: int, *, member: Any) -> Someone:
        """Raises NotFound."""

    def condition_editor(self, request: HttpRequest, text: str) -> ConditionEditor:
        """What was sent, or else the condition that is kept."""

    def sentence_of(self, condition: str) -> str: ...


def around() -> Around:
    found: Around = import_string(settings.SURVEYS_AROUND)
    return found

"""What surveys ask of later floors, which they do not know: whether a person fits, whether one may ask them, who somebody is.

settings.SURVEYS_AROUND names the object that answers.
"""

from collections.abc import Collection, Mapping, Sequence
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A channel by which somebody can be asked; `trouble` says why not now."""

    channel: str
    trouble: str = ""


class Around(Protocol):
    def fits(self, condition: str, who: Who) -> bool:
        """Whether a condition in the language of segments holds of them. Of somebody who is not known it does not."""

    def may_show(self, who: Who, *, key: str) -> bool:
        """Whether the company's contact rules let a survey be shown now; it counts as shown under this key."""

    def ways_to(self, person: int) -> Sequence[Way]:
        """How this person can be asked by a member at this moment, and why not."""

    def note_asked(self, person: int, channel: str, *, key: str) -> None:
        """A member asked them; that counts."""

    def send(self, survey_id: int, person: int, channel: str, *, by: Any, key: str) -> str:
        """Queue a letter or a short message with the survey, past the contact rules. Why not, in a sentence; "" where it is queued."""

    def traits_of(self, person: int, names: Collection[str]) -> Mapping[str, str]:
        """What is known of them under these names."""

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

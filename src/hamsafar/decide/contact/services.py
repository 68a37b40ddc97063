"""The door of contact: nothing reaches a customer past it.

with transaction.atomic():
    answer = contact.decide(person, purpose="surveys", channel="email", key="rule 4, order 88213")
    if isinstance(answer, contact.Refusal):
        return answer.retry_at                 # None: waiting does not help
    actions.ask_for("ask_survey", {...}, key=…, pass_token=answer.token)
"""

from . import deeds as _deeds  # noqa: F401 - says its sentences to the audit log
from .contracts import (
    ANY,
    CHANNELS,
    MARKETING,
    PURPOSES,
    SERVICE,
    SURVEYS,
    Budget,
    Contact,
    Pass,
    Policy,
    Quiet,
    Reason,
    Refusal,
)
from .errors import GateClosed, NoPass, refused
from .gate import confirm, contacts_of, decide, look, note_contact, note_sent, release, tallies
from .naming import about
from .policy import change_policy, policy
from .words import in_a_word
from .zones import zone_of

__all__ = [
    "ANY", "CHANNELS", "MARKETING", "PURPOSES", "SERVICE", "SURVEYS", "Budget", "Contact", "GateClosed", "NoPass", "Pass", "Policy",
    "Quiet", "Reason", "Refusal", "about", "change_policy", "confirm", "contacts_of", "decide", "in_a_word", "look", "note_contact",
    "note_sent", "policy", "refused", "release", "tallies", "zone_of",
]  # fmt: skip

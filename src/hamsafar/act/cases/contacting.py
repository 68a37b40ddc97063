"""A letter to the customer, past the one gate, and what becomes of it."""

from django.db import transaction
from django.utils.translation import gettext as _

from hamsafar.act.messaging import services as messaging
from hamsafar.base.errors import NotFound
from hamsafar.decide.contact import services as contact
from hamsafar.ground.actions import services as actions
from hamsafar.ground.actions.services import Deed, Outcome
from hamsafar.ground.audit import services as audit
from hamsafar.identify.people import services as people

from . import steps, working
from .errors import CaseIsClosed, NothingSaid, NoWayToThem
from .models import CaseRow, StepRow

LETTER = "case-letter:"  # how the keys of our deeds begin

def ways_to(person: int) -> list[str]:
    """Channels by which this customer can be written to: an address is known, it takes letters, and the channel is set up."""
    return [channel for channel in messaging.channels() if _is_reachable(person, channel)]


def _is_reachable(person: int, channel: str) -> bool:
    try:
        address = messaging.address_of(person, channel)
    except (messaging.NoAddress, NotFound):
        return False
    return not messaging.is_blocked(address)


@transaction.atomic
def write(
    case_id: int, *, channel: str, language: str, subject: str, text: str, by: audit.Actor, units: working.Units = None
) -> contact.Refusal | None:
    """Queue a letter with the gate's pass; the case counts as contacted when it has gone out. A refusal is the gate's."""
    row = working.locked(case_id, units)
    if row.closed_at is not None:
        raise CaseIsClosed
    if not text.strip():
        raise NothingSaid
    person = people.person_of(row.person)
    if channel not in ways_to(person):
        raise NoWayToThem
    key = f"{LETTER}{row.id}:{StepRow.objects.filter(case=row, kind='letter').count() + 1}"
    answer = contact.decide(person, purpose=contact.SERVICE, channel=channel, key=key)
    if isinstance(answer, contact.Refusal):
        return answer
    given = {
        "person": people.key_text(person), "channel": channel, "purpose": contact.SERVICE, "language": language,
        "subject": {language: subject.strip()}, "text": {language: text.strip()}, "campaign": f"case:{row.id}",
    }  # fmt: skip
    deed = actions.ask_for("send_message", given, key=key, about=contact.about(person), by=by, at=answer.at, pass_token=answer.token)
    facts = {"deed": str(deed.id), "channel": channel, "subject": subject.strip()}
    steps.put(row, "letter", by=by, words=text.strip(), facts=facts)
    return None


def letter_over(deed: Deed) -> None:
    """In the transaction that writes how the letter ended."""
    row, step = step_of_deed(deed, "letter")
    if step is None or row is None:  # forgotten
        return
    if deed.outcome is not Outcome.DONE:
        steps.put(row, "not_sent", facts={"outcome": deed.outcome.value, "code": deed.code, "why": dict(deed.facts)})
        return
    channel, at = step.facts["channel"], deed.ended_at
    steps.put(row, "contacted", facts={"deed": str(deed.id)}, at=at, contacted_at=row.contacted_at or at, contact_channel=channel)


def step_of_deed(deed: Deed, kind: str) -> tuple[CaseRow | None, StepRow | None]:
    """The case (locked) and the step in which a deed of ours was asked for."""
    row = CaseRow.objects.select_for_update().filter(id=int(deed.key.split(":")[1])).first()
    return row, StepRow.objects.filter(case=row, kind=kind, facts__deed=str(deed.id)).first()


def gate_says(refusal: contact.Refusal) -> str:
    return _("The contact rules do not allow it now: {reason}").format(reason=contact.refused(refusal).sentence)


actions.when_over(LETTER, letter_over)

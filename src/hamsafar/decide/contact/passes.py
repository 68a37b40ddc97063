"""The signed pass: says for which leave it stands and until when. It holds no name, no address and no secret."""

import datetime as dt
from uuid import UUID

from django.core import signing

from hamsafar.base import clock

from .errors import NoPass
from .models import ReservationRow

SALT = "hamsafar.decide.contact.pass"
HOLDS = dt.timedelta(days=3)  # after the planned moment: later than that a message only disturbs


def token_of(row: ReservationRow) -> str:
    until = row.at + HOLDS
    return signing.dumps([row.id.hex, int(until.timestamp())], salt=SALT)


def read(token: str) -> tuple[UUID, dt.datetime]:
    """The leave's id and until when it holds. Raises NoPass for what we did not sign."""
    try:
        leave, until = signing.loads(token, salt=SALT)
        return UUID(leave), dt.datetime.fromtimestamp(until, dt.UTC)
    except (signing.BadSignature, ValueError, TypeError):
        raise NoPass from None


def has_run_out(until: dt.datetime) -> bool:
    return clock.now() > until

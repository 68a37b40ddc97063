"""What a person allows, as a pure function of the SET of decisions made under any of their identifiers.

Latest decision per purpose and channel; of decisions at one moment the more restrictive. So consent survives a merge whichever way
round it is done, and a split gives each what was decided under their own identifiers.
"""

import datetime as dt
from collections.abc import Iterable

from .contracts import ANY_CHANNEL, Choice, Entry, Standing, State


def standings(entries: Iterable[Entry], at: dt.datetime) -> tuple[Standing, ...]:
    """One for every purpose and channel that was ever decided on, in their order."""
    latest: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        if entry.at > at:
            continue  # a decision that is dated later does not count yet
        where = (entry.purpose, entry.channel)
        latest[where] = entry if where not in latest else _stronger(latest[where], entry)
    return tuple(
        Standing(purpose=purpose, channel=channel, state=state_of(entry, at), entry=entry)
        for (purpose, channel), entry in sorted(latest.items())
    )


def state_of(entry: Entry, at: dt.datetime) -> State:
    if entry.choice is Choice.WITHDRAWN:
        return State.WITHDRAWN
    if entry.expires_at is not None and entry.expires_at <= at:
        return State.EXPIRED
    return State.GIVEN


def decided(entries: Iterable[Entry], purpose: str, channel: str, at: dt.datetime) -> State:
    """For one purpose and channel. A decision for every channel and one for this channel: again the later counts."""
    about = [entry for entry in entries if entry.purpose == purpose and entry.channel in (channel, ANY_CHANNEL) and entry.at <= at]
    if not about:
        return State.UNKNOWN
    strongest = about[0]
    for entry in about[1:]:
        strongest = _stronger(strongest, entry)
    return state_of(strongest, at)


def _stronger(one: Entry, other: Entry) -> Entry:
    """The later decision, then the more restrictive: withdrawn before given, ending sooner before ending later or never."""
    return max(one, other, key=_weight)


_NEVER = dt.datetime.max.replace(tzinfo=dt.UTC)


def _weight(entry: Entry) -> tuple[object, ...]:
    ends = entry.expires_at or _NEVER
    restrictive = -ends.timestamp()
    return (
        entry.at,
        entry.choice is Choice.WITHDRAWN,
        restrictive,
        entry.source,
        entry.key,
        entry.text_version,
        entry.evidence,
        entry.wording,
    )

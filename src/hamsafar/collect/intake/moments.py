"""Clocks: reading the moments that clients write, and repairing those of devices that are wrong."""

import datetime as dt
from collections.abc import Sequence

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hamsafar.base.eventstore import numbers_in

from .contracts import NEVER, Moments

_NANOSECONDS = pa.timestamp("ns", "UTC")
_A_MILLION = 1_000_000
_WORTH_A_COLUMN = 200  # below, one after the other is faster
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MILLISECOND = dt.timedelta(milliseconds=1)

DAY = 86_400_000
ODD = DAY  # a device's clock that is off by more is worth a mark
SLACK = 60_000  # a moment so little in the future is rounding, not a mistake
OLDEST = 30 * 365 * DAY  # before the present; what is older is a clock that was never set


def read_moments(texts: Sequence[str | None]) -> tuple[Moments, NDArray[np.bool_]]:
    """Milliseconds since 1970, NEVER where nothing was written; and which could not be read."""
    if len(texts) < _WORTH_A_COLUMN:
        return _read_slowly(texts)
    try:
        read = pa.array(texts, pa.string()).cast(_NANOSECONDS)
    except pa.ArrowInvalid:
        return _read_slowly(texts)
    missing = numbers_in(read.is_null().cast(pa.uint8())) > 0
    milliseconds = numbers_in(read.cast(pa.int64()).fill_null(0)) // _A_MILLION
    return np.where(missing, NEVER, milliseconds), np.zeros(len(texts), bool)


def repaired(original: Moments, sent: Moments, received: Moments) -> tuple[Moments, NDArray[np.bool_]]:
    """`received − (sent − original)`: the device's clock only ever measures how long an event waited on it.

    Second: where a clock was odd. Nothing happens after it was received; what would be absurdly old happened when it was received.
    """
    has_original, has_sent = original != NEVER, sent != NEVER
    skew = np.where(has_original & has_sent, received - np.where(has_sent, sent, 0), 0)
    moment = np.where(has_original, original, received) + skew
    late, early = moment > received, moment < received - OLDEST
    odd = (np.abs(skew) > ODD) | (moment > received + SLACK) | early
    return np.where(late | early, received, moment), odd


def _read_slowly(texts: Sequence[str | None]) -> tuple[Moments, NDArray[np.bool_]]:
    read = [_read_one(text) if text else NEVER for text in texts]
    bad = np.array([moment is None for moment in read], bool)
    return np.array([NEVER if moment is None else moment for moment in read], np.int64), bad


def _read_one(text: str) -> int | None:
    try:
        moment = _parsed(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=dt.UTC)
        return (moment - _EPOCH) // _MILLISECOND
    except (ValueError, OverflowError):
        return None


def _parsed(text: str) -> dt.datetime:
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) in {10, 13}:  # seconds or milliseconds since 1970
        return dt.datetime.fromtimestamp(int(text) / (1000 if len(text) == 13 else 1), dt.UTC)
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        return msgspec.convert(text, dt.datetime)

"""A person key in a relational table: 64 bits without a sign outside, with one inside, because SQLite and PostgreSQL know no other."""

from typing import Any

from django.db import models

_HALF, _WHOLE = 1 << 63, 1 << 64


def signed(key: int) -> int:
    return key - _WHOLE if key >= _HALF else key


def unsigned(stored: int) -> int:
    return stored + _WHOLE if stored < 0 else stored


class KeyField(models.BigIntegerField):
    """Person keys as the event store has them (UInt64). Also turns the page's text of a key back into a number."""

    # Django checks the range of integer fields by their inner type; ours is checked by being 64 bits.
    validators: list[Any] = []

    def get_prep_value(self, value: Any) -> Any:
        return None if value is None else signed(int(value))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: ARG002 - as Django calls it
        return value if prepared else self.get_prep_value(value)

    def from_db_value(self, value: int | None, expression: Any, connection: Any) -> int | None:  # noqa: ARG002
        return None if value is None else unsigned(value)

    def to_python(self, value: Any) -> Any:
        return None if value is None else int(value)

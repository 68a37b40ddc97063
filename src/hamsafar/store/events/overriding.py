"""Who a key stands for today: a small table, and its copy in memory that every question reads."""

import threading
import time
from collections.abc import Mapping

import pyarrow as pa

from hamsafar.base.eventstore import store

from .schema import on_cluster

_turn = threading.Lock()


def override(changes: Mapping[int, int]) -> None:
    """From now on the history of each key belongs to the person beside it; a key beside itself stands for itself again.

    Durable and visible to every later question when it returns. Repeating it changes nothing. Give many changes at once:
    each call reads the table anew.
    """
    if not changes:
        return
    with _turn:
        store().insert_arrow("person_overrides", _rows(changes))
        store().command(f"system reload dictionary {on_cluster()} canonical")


def canonical_of(keys: tuple[int, ...]) -> dict[int, int]:
    """The person that each key stands for today."""
    answer = store().query(
        "select arrayJoin({keys:Array(UInt64)}) as person_key, dictGetOrDefault('canonical', 'person', person_key, person_key)",
        {"keys": keys},
    )
    return dict(answer.rows)  # type: ignore[arg-type]


def _rows(changes: Mapping[int, int]) -> pa.Table:
    version = time.time_ns()
    return pa.table(
        {
            "person_key": pa.array(changes.keys(), pa.uint64()),
            "person": pa.array(changes.values(), pa.uint64()),
            "version": pa.array([version] * len(changes), pa.uint64()),
        }
    )

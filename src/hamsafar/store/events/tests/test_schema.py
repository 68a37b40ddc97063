"""The event store's schema."""

import pytest

from hamsafar.store.events import services as spine
from hamsafar.store.events.schema import migrate, steps, version_of


def test_migrating_twice_changes_nothing(event_store):
    assert migrate(event_store) == ()
    assert version_of(event_store) == steps()[-1].version


def test_a_newer_store_is_refused(event_store):
    event_store.command("insert into schema_versions values (9999, 'from the future', 0, now64())")
    try:
        with pytest.raises(spine.SchemaTooNew):
            migrate(event_store)
    finally:
        event_store.command("delete from schema_versions where version = 9999")


def test_every_table_syncs_its_inserts(event_store):
    loose = event_store.query(
        "select name from system.tables where database = currentDatabase() and engine like '%MergeTree'"
        " and not (engine_full like '%fsync_after_insert = 1%' and engine_full like '%fsync_part_directory = 1%')"
    )
    assert list(loose.rows) == []

"""The event store's schema."""

import pytest

from hamsafar.base.eventstore import Answer
from hamsafar.store.events import services as spine
from hamsafar.store.events.schema import _dressed, migrate, steps, version_of


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


class FarAway:
    """A server that only tells its address and its database."""

    address = "https://hamsafar:p%40ss'word@clickhouse:8443/cx"

    def query(self, _statement):
        return Answer(columns=("database",), rows=[("cx",)])


def statements(settings, cluster):
    settings.EVENTS_CLUSTER = cluster
    return [_dressed(statement, FarAway()) for step in steps() for statement in step.statements]


def test_on_a_cluster_every_table_is_replicated_and_defined_everywhere(settings):
    for statement in statements(settings, "main"):
        assert "on cluster 'main'" in statement
        assert "engine = Replicated" in statement or "create dictionary" in statement


def test_on_one_server_tables_are_plain_and_the_dictionary_knows_whom_to_ask(settings):
    dressed = statements(settings, "")
    assert not any("Replicated" in statement or "on cluster" in statement for statement in dressed)
    (dictionary,) = [statement for statement in dressed if "create dictionary" in statement]
    assert "user 'hamsafar' password 'p@ss\\'word' query 'select" in dictionary
    assert "from cx.person_overrides" in dictionary

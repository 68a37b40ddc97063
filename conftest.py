"""What every test stands on: a data folder of its own per worker, so that tests run side by side and never touch real data."""

import os
import tempfile

import pytest

_folder = tempfile.mkdtemp(prefix="hamsafar-test-")
os.environ["HAMSAFAR_DATA"] = _folder
os.environ["HAMSAFAR_SECRET"] = "a secret for tests only, long enough"
os.environ.setdefault("HAMSAFAR_LANGUAGE", "fa")
for _name in ("HAMSAFAR_EVENTS", "DATABASE_URL", "REDIS_URL", "HAMSAFAR_URL"):
    if f"TEST_{_name}" in os.environ:
        os.environ[_name] = os.environ[f"TEST_{_name}"]
    else:
        os.environ.pop(_name, None)


@pytest.fixture(scope="session")
def _migrated_events():
    from hamsafar.base import eventstore
    from hamsafar.store.events import services as spine

    spine.migrate()
    yield eventstore.store()
    eventstore.close()


@pytest.fixture
def event_store(_migrated_events):
    """The event store, migrated and empty. One per worker: chDB opens one folder per process."""
    tables = _migrated_events.query(
        "select name from system.tables where database = currentDatabase() and total_rows > 0 and name != 'schema_versions'"
    )
    for (name,) in tables.rows:
        _migrated_events.command(f"truncate table {name}")
        if name == "person_overrides":
            _migrated_events.command("system reload dictionary canonical")
    return _migrated_events

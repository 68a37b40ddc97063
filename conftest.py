"""What every test stands on: a data folder of its own per worker, so that tests run side by side and never touch real data."""

import atexit
import copy
import functools
import os
import shutil
import sys
import tempfile
from pathlib import Path

import django
import hypothesis
import pytest

_MEMORY, _ROOM = Path("/dev/shm"), 4 << 30  # a container's may be as small as 64 MB
if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM:
    # Every insert is flushed, and here that waits for no disk. A worker and whatever it starts inherit it.
    os.environ.setdefault("TMPDIR", str(_MEMORY))
    tempfile.tempdir = None  # asked again
_folder = tempfile.mkdtemp(prefix="hamsafar-test-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["HAMSAFAR_DATA"] = _folder
os.environ["HAMSAFAR_SECRET"] = "a secret for tests only, long enough"
os.environ.setdefault("HAMSAFAR_LANGUAGE", "fa")
os.environ["HAMSAFAR_COMMENTS"] = "off"  # a test that wants comments read says so: nobody waits for models
for _name in ("HAMSAFAR_EVENTS", "DATABASE_URL", "REDIS_URL", "HAMSAFAR_URL"):
    if f"TEST_{_name}" in os.environ:
        os.environ[_name] = os.environ[f"TEST_{_name}"]
    else:
        os.environ.pop(_name, None)
if os.environ.get("REDIS_URL"):  # each worker has a numbered database of its own
    _number = "".join(filter(str.isdigit, os.environ.get("PYTEST_XDIST_WORKER", ""))) or "0"
    os.environ["REDIS_URL"] = os.environ["REDIS_URL"].rpartition("/")[0] + f"/{_number}"
if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):  # nothing beside the sources, then; but not compiled again by each of a hundred commands
    _bytecode = Path(tempfile.gettempdir(), f"hamsafar-bytecode-{os.getuid()}")
    _bytecode.mkdir(mode=0o700, exist_ok=True)
    if _bytecode.stat().st_uid == os.getuid():
        os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix = str(_bytecode)
        sys.dont_write_bytecode = False
# Named here and not in pyproject.toml: pytest-django would read the settings before the lines above.
os.environ["DJANGO_SETTINGS_MODULE"] = "hamsafar.config.settings"
django.setup()
# How long an example takes says something about the machine, not about the program; pytest has a time limit of its own.
hypothesis.settings.register_profile("hamsafar", deadline=None)
hypothesis.settings.load_profile("hamsafar")
# Argon2 is slow on purpose, and nearly every test makes a member.
django.conf.settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A worker of pytest-xdist inherits the environment: it too must make its own folder before anybody reads the settings.
del os.environ["DJANGO_SETTINGS_MODULE"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On other stores only what meets them is tried again."""
    if not os.environ.get("DATABASE_URL"):
        return
    left = [item for item in items if not _meets_stores(item)]
    items[:] = [item for item in items if _meets_stores(item)]
    config.hook.pytest_deselected(items=left)


def _meets_stores(item: pytest.Item) -> bool:
    marked = any(item.get_closest_marker(name) for name in ("django_db", "postgres", "redis"))
    return marked or not {"db", "transactional_db", "event_store"}.isdisjoint(getattr(item, "fixturenames", ()))


@pytest.fixture(autouse=bool(os.environ.get("REDIS_URL")))
def _empty_redis():
    """What one test counted must not limit the next."""
    from redis import Redis

    Redis.from_url(os.environ["REDIS_URL"]).flushdb()


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
    from hamsafar.store.events import overriding

    tables = _migrated_events.query(
        "select name from system.tables where database = currentDatabase() and total_rows > 0 and name != 'schema_versions'"
    )
    for (name,) in tables.rows:
        _migrated_events.command(f"truncate table {name}")
        if name == "person_overrides":
            overriding.reload()
    return _migrated_events


# The cast. Ali owns the installation, Bahar is an agent and Dara a viewer in Tehran, Kian is an agent in another business unit.


@pytest.fixture
def units(db):
    """retail → iran → tehran, isfahan; and beside it parts → parts-kish, where Kian works."""
    if not _units:
        _add_units()
    else:
        _write_units()


_units: list = []  # as the door wrote them for the first test: the same rows are a tenth of the work


def _add_units() -> None:
    from hamsafar.ground.organisation import models
    from hamsafar.ground.organisation import services as organisation

    kinds = organisation.UnitKind
    for code, kind, parent, fa, en in (
        ("retail", kinds.BUSINESS_UNIT, "", "خرده‌فروشی", "Retail"),
        ("retail-iran", kinds.COUNTRY, "retail", "ایران", "Iran"),
        ("tehran", kinds.BRANCH, "retail-iran", "تهران", "Tehran"),
        ("isfahan", kinds.BRANCH, "retail-iran", "اصفهان", "Isfahan"),
        ("parts", kinds.BUSINESS_UNIT, "", "قطعات", "Parts"),
        ("parts-kish", kinds.BRANCH, "parts", "کیش", "Kish"),
    ):
        organisation.add_unit(code=code, kind=kind, parent=parent, name_fa=fa, name_en=en)
        _units.append(models.Unit.objects.select_related("parent").get(code=code))


def _write_units() -> None:
    from hamsafar.base import clock
    from hamsafar.ground.audit.models import Entry

    written: dict = {}
    for unit in _units:
        row = copy.copy(unit)
        row.pk, row._state = None, type(unit._state)()
        row.parent = written[unit.parent.code] if unit.parent else None
        row.save(force_insert=True)
        written[row.code] = row
    told = [(unit.code, {"parent": unit.parent.code if unit.parent else "", "kind": unit.kind}) for unit in _units]
    Entry.objects.bulk_create(Entry(at=clock.now(), deed="organisation.unit_added", about=code, facts=facts) for code, facts in told)


def _member(name: str, role: str, unit: str):
    from hamsafar.ground.organisation import services as organisation

    grants = [organisation.Grant(role=organisation.Role(role), unit=unit)] if role else []
    return organisation.create_member(email=f"{name}@example.com", name=name.title(), password="travel with me 1405", grants=grants)


@pytest.fixture
def ali(units):
    return _member("ali", "owner", "")


@pytest.fixture
def bahar(units):
    return _member("bahar", "agent", "retail")


@pytest.fixture
def dara(units):
    return _member("dara", "viewer", "retail")


@pytest.fixture
def kian(units):
    return _member("kian", "agent", "parts")


@pytest.fixture
def stranger(units):
    """Signed in, but holds no role anywhere."""
    return _member("nobody", "", "")


@functools.cache
def _middleware():
    """Made once as in a server, and not for every client: one of them reads all built files into memory."""
    from django.test.client import ClientHandler

    handler = ClientHandler()
    handler.load_middleware()
    return handler._middleware_chain


@pytest.fixture
def client_of(request):
    """client_of("bahar") is a signed-in client; client_of() is signed out. client_of("ali", language="en") reads English."""
    from django.test import Client

    def make(name: str = "", language: str = "") -> Client:
        client = Client()
        client.handler._middleware_chain = _middleware()
        if name:
            client.force_login(request.getfixturevalue(name))
        if language:
            client.cookies["django_language"] = language
        return client

    return make

"""A database file of one test alone, and connections to it."""

import pytest

from hamsafar.base.sqlite.base import DatabaseWrapper


@pytest.fixture
def about(tmp_path):
    """The settings of a database of this test alone."""
    options = {"timeout": 5, "transaction_mode": "IMMEDIATE", "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF"}
    return {
        "ENGINE": "hamsafar.base.sqlite", "NAME": tmp_path / "one.sqlite3", "OPTIONS": options, "TIME_ZONE": None,
        "CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": False, "AUTOCOMMIT": True, "ATOMIC_REQUESTS": False, "TEST": {},
    }  # fmt: skip


@pytest.fixture
def opened(about, django_db_blocker):
    made = []

    def connection(kind=DatabaseWrapper):
        made.append(kind(dict(about), alias=f"other{len(made)}"))
        made[-1].inc_thread_sharing()
        return made[-1]

    with django_db_blocker.unblock():
        first = connection()
        with first.cursor() as cursor:
            cursor.execute("create table counted (value integer)")
            cursor.execute("insert into counted values (0)")
        yield connection
        for each in made:
            each.close()

"""The relational store as JSON lines, one file a table: the same from SQLite and PostgreSQL, so a backup of one restores into the other."""

import base64
import datetime as dt
import gzip
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, connections, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from .manifest import private

FOLDER = "relational"
ALIAS = "snapshot"
SLICE = 2000
# Made anew by whoever needs them: who is signed in, and Django's own registers.
LEFT_OUT = {"sessions", "contenttypes", "auth"}

Progress = Callable[[str], None]


def migrations() -> dict[str, str]:
    """The latest applied migration of every app."""
    applied = MigrationLoader(connection).applied_migrations or {}
    return {app: max(name for other, name in applied if other == app) for app, _ in applied}


@contextmanager
def snapshot() -> Iterator[str]:
    """A second connection whose reads all see this moment and hold up no writer; gives its alias."""
    base = connections.databases["default"]
    options = dict(base.get("OPTIONS", {}))
    if connection.vendor == "sqlite":
        options["transaction_mode"] = "DEFERRED"
    connections.databases[ALIAS] = {**base, "OPTIONS": options, "CONN_MAX_AGE": 0}
    line = connections[ALIAS]
    try:
        with transaction.atomic(using=ALIAS):
            with line.cursor() as cursor:
                if line.vendor == "postgresql":
                    cursor.execute("set transaction isolation level repeatable read, read only")
                cursor.execute("select count(*) from django_migrations")  # the moment is that of the first read
            yield ALIAS
    finally:
        line.close()
        del connections[ALIAS]
        del connections.databases[ALIAS]


def kept(registry: Any = apps) -> list[type[models.Model]]:
    """Every table of every room, many-to-many tables too."""
    found = registry.get_models(include_auto_created=True)
    return [model for model in found if model._meta.app_label not in LEFT_OUT and model._meta.managed and not model._meta.proxy]


def dump(folder: Path, alias: str, say: Progress) -> dict[str, int]:
    (folder / FOLDER).mkdir(mode=0o700)
    counts = {}
    for model in kept():
        say(model._meta.db_table)
        counts[model._meta.label] = _dump(model, folder / FOLDER / f"{model._meta.label}.jsonl.gz", alias)
    return counts


def _dump(model: type[models.Model], path: Path, alias: str) -> int:
    names = [field.attname for field in model._meta.concrete_fields]
    rows = model._base_manager.using(alias).order_by("pk").values_list(*names).iterator(chunk_size=SLICE)
    count = 0
    with private(path) as raw, gzip.open(raw, "wt", compresslevel=1, encoding="utf-8") as file:
        file.write(json.dumps(names) + "\n")
        for row in rows:
            file.write(json.dumps([_plain(value) for value in row], ensure_ascii=False) + "\n")
            count += 1
    return count


def _plain(value: Any) -> Any:
    if isinstance(value, (dt.datetime, dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, (bytes, memoryview)):
        return base64.b64encode(bytes(value)).decode()
    if value is None or isinstance(value, (str, int, float, bool, list, dict)):
        return value
    return str(value)  # Decimal, UUID, timedelta


def load(folder: Path, at: dict[str, str], say: Progress) -> dict[str, int]:
    """Into an empty database: first to the shape that the backup had, then its rows, then to the shape of this program."""
    executor = MigrationExecutor(connection)
    known = executor.loader.graph.nodes
    targets = [(app, name) for app, name in at.items() if (app, name) in known]
    executor.migrate(targets)
    registry = executor.loader.project_state(targets).apps
    counts = {}
    with transaction.atomic():  # constraints are checked when it ends, so tables may come in any order
        for model in kept(registry):
            say(model._meta.db_table)
            counts[model._meta.label] = _load(model, folder / FOLDER / f"{model._meta.label}.jsonl.gz")
        _reset_sequences(registry)
    call_command("migrate", verbosity=0, interactive=False)
    return counts


def _load(model: type[models.Model], path: Path) -> int:
    if not path.exists():
        return 0
    model._base_manager.all().delete()  # rows that a migration put there come from the backup instead
    count = 0
    with gzip.open(path, "rt", encoding="utf-8") as file:
        fields = [model._meta.get_field(name) for name in _columns(model, json.loads(next(file)))]
        lines = iter(file)
        while chunk := list(islice(lines, SLICE)):
            model._base_manager.bulk_create([_instance(model, fields, json.loads(line)) for line in chunk])
            count += len(chunk)
    return count


def _columns(model: type[models.Model], attnames: list[str]) -> list[str]:
    by_attname = {field.attname: field.name for field in model._meta.concrete_fields}
    return [by_attname[attname] for attname in attnames]


def _instance(model: type[models.Model], fields: list[Any], values: list[Any]) -> models.Model:
    made = model()
    for field, value in zip(fields, values, strict=True):
        setattr(made, field.attname, field.target_field.to_python(value) if field.is_relation else field.to_python(value))
    for field in fields:  # a moment of the past stays what it was
        if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
            field.auto_now = field.auto_now_add = False
    return made


def _reset_sequences(registry: Any) -> None:
    statements = connection.ops.sequence_reset_sql(no_style(), kept(registry))
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def is_empty() -> bool:
    """Whether nothing of ours was ever put into this database."""
    return not MigrationRecorder(connection).has_table()

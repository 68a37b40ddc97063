"""The declared list of what every room holds. It lives in config, which knows everyone; here it is only asked for."""

from collections.abc import Iterable

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import Q
from django.utils.module_loading import import_string

from .contracts import Holding, Registry, Subject

MASK = "▒▒▒"


def registry() -> Registry:
    found = import_string(settings.PRIVACY_REGISTRY)
    assert isinstance(found, Registry)
    return found


def model_of(holding: Holding) -> type[models.Model]:
    return apps.get_model(holding.model)


def forget_rows(subject: Subject) -> dict[str, int]:
    """One short transaction a table: a write of SQLite must not hold up the others."""
    counts: dict[str, int] = {}
    for holding in registry().holdings:
        with transaction.atomic():
            count = _forget(holding, subject)
        if count:
            counts[model_of(holding)._meta.db_table] = count
    return counts


def _forget(holding: Holding, subject: Subject) -> int:
    count = 0
    if holding.by_key:
        deleted, _ = rows_by_key(holding, subject).delete()
        count += deleted
    if holding.masked:
        count += _mask(holding, subject)
    if holding.door:
        count += holding.door(subject)
    return count


def rows_by_key(holding: Holding, subject: Subject) -> "models.QuerySet[models.Model]":
    wanted = Q(pk__in=[])
    for column in holding.by_key:
        wanted |= Q(**{f"{column}__in": subject.keys})
    return model_of(holding)._base_manager.filter(wanted)


def _mask(holding: Holding, subject: Subject) -> int:
    """Strike the person's words out of text and JSON columns; the rest of the row stays as evidence of the deed."""
    table = connection.ops.quote_name(model_of(holding)._meta.db_table)
    count = 0
    with connection.cursor() as cursor:
        for column in holding.masked:
            name = connection.ops.quote_name(column)
            kind = model_of(holding)._meta.get_field(column).db_type(connection)
            text = f"{name}::text" if kind == "jsonb" else name
            back = "::jsonb" if kind == "jsonb" else ""
            for word in spellings(subject.words):
                cursor.execute(
                    f"update {table} set {name} = replace({text}, %s, %s){back} where {_contains(text)}",  # noqa: S608 - our own names
                    [word, MASK, word],
                )
                count += cursor.rowcount
    return count


def _contains(text: str) -> str:
    return f"position(%s in {text}) > 0" if connection.vendor == "postgresql" else f"instr({text}, %s) > 0"


def spellings(words: Iterable[str]) -> list[str]:
    """As written, and as JSON writes what is not ASCII."""
    found: dict[str, None] = {}
    for word in words:
        found[word] = None
        found[word.encode("ascii", "backslashreplace").decode()] = None
    return list(found)


def remnants_in_rows(subject: Subject) -> dict[str, int]:
    """Look for the person's words in every text column of every table, declared or not."""
    counts: dict[str, int] = {}
    words = spellings(subject.words)
    if not words:
        return counts
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            found = sum(_count(cursor, model, column, words) for column in _text_columns(model))
            if found:
                counts[model._meta.db_table] = found
    return counts


def _text_columns(model: type[models.Model]) -> list[str]:
    if not model._meta.managed or model._meta.label == "erasure.ErasureRow":  # holds whom to forget until the end
        return []
    kinds = (models.CharField, models.TextField, models.JSONField)
    return [field.column for field in model._meta.concrete_fields if isinstance(field, kinds)]


def _count(cursor, model: type[models.Model], column: str, words: list[str]) -> int:  # type: ignore[no-untyped-def]
    name = connection.ops.quote_name(column)
    text = f"{name}::text" if connection.vendor == "postgresql" else name
    where = " or ".join([_contains(text)] * len(words))
    cursor.execute(f"select count(*) from {connection.ops.quote_name(model._meta.db_table)} where {where}", words)  # noqa: S608
    return int(cursor.fetchone()[0])

"""`hamsafar sql`: one reading statement by an operator, over the tables that are published."""

import sqlglot
from clickhouse_connect.driver.exceptions import ClickHouseError
from sqlglot import exp
from sqlglot.errors import SqlglotError

from hamsafar.base.eventstore import Answer, Limits, store
from hamsafar.base.sql import tables_of

from . import scoping
from .contracts import Scope
from .errors import SqlRefused

TABLES = frozenset({"scope", "events", "quarantine", "drops", "person_overrides", "schema_versions", "numbers()", "zeros()", "values()"})
# Scalar functions that reach outside the tables, or at the server's own settings.
_OUTSIDE = frozenset(
    {"file", "getsetting", "getserversetting", "getmergetreesetting", "executable", "sleep", "sleepeachrow", "hascolumnintable"}
)
# Operators written as functions: they take a table by its name, which reads as a column here.
_IN = frozenset(
    {
        f"{word}{end}"
        for word in ("in", "notin", "globalin", "globalnotin", "nullin", "notnullin", "globalnullin", "globalnotnullin")
        for end in ("", "ignoreset")
    }
)
MOST_ROWS = 10_000


def read_sql(statement: str, *, limits: Limits | None = None, most: int = MOST_ROWS) -> Answer:
    """Up to `most` rows. `scope` is the events with their canonical person; nothing can be written, no file or address read.

    Raises SqlRefused. What reaches the engine is written anew from the parsed statement, so nothing that the parser did not
    understand gets through.
    """
    tree = _parsed(statement)
    _check(tree)
    stage, values = scoping.cut(Scope())
    inner = tree.sql(dialect="clickhouse", comments=False)
    asked = f"with scope as (\n{stage.text}\n)\nselect * from (\n{inner}\n)\nlimit {int(most)}"
    try:
        return store().query(asked, values, limits=limits, readonly=2)
    except ClickHouseError as error:  # the engine's own words about a statement that it does not understand
        raise SqlRefused(reason=str(error).split("DB::Exception:")[-1].strip()[:300]) from None


def _parsed(statement: str) -> exp.Query:
    try:
        (tree,) = sqlglot.parse(statement, read="clickhouse")
    except (SqlglotError, ValueError, RecursionError) as error:
        raise SqlRefused(reason=(str(error).splitlines() or ["?"])[0][:200]) from error
    if not isinstance(tree, exp.Query):
        raise SqlRefused(reason="select …")
    return tree


def _check(tree: exp.Query) -> None:
    forbidden = sorted(tables_of(tree.sql(dialect="clickhouse")) - TABLES)
    if forbidden:
        raise SqlRefused(reason=", ".join(forbidden))
    for table in tree.find_all(exp.Table):
        if table.db:
            raise SqlRefused(reason=f"{table.db}.{table.name}")
    for call in tree.find_all(exp.Func):
        name = (call.name if isinstance(call, exp.Anonymous) else call.sql_name()).lower()
        if name in _OUTSIDE | _IN:
            raise SqlRefused(reason=f"{name}()")
    if tree.find(exp.Apply):  # `* apply(file)`: a function that stands there as a bare word
        raise SqlRefused(reason="apply()")
    for query in tree.find_all(exp.Query):
        if any(query.args.get(part) for part in ("settings", "format", "into")):
            raise SqlRefused(reason="settings, format, into")

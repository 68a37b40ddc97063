"""`hamsafar sql` asks, it never changes anything and never reads beyond the published tables.

The engine's own read-only mode cannot be used: in the embedded store it would stay switched on for the client that the next page gets.
"""

import sqlglot
from django.utils.translation import gettext as _
from sqlglot import exp
from sqlglot.errors import SqlglotError

from hamsafar.base.eventstore import Answer, Limits, store
from hamsafar.store.events.services import SqlRefused

TABLES = frozenset({"events", "quarantine", "drops", "person_overrides"})
ROW_MAKERS = frozenset({"numbers", "values"})
# They reach files, other machines, or hold a client up.
BARRED = frozenset({"file", "sleep", "sleepeachrow", "input", "url", "s3", "remote", "cluster", "mysql", "postgresql", "executable"})


def ask(question: str, *, rows: int) -> Answer:
    """Raises SqlRefused, QueryTooSlow, QueryTooLarge."""
    parsed = _parsed(question)
    try:
        return store().query(f"select * from (\n{parsed.sql(dialect='clickhouse')}\n) limit {rows:d}", limits=Limits(seconds=30))  # noqa: S608
    except Exception as error:
        code = getattr(error, "code", None)
        if isinstance(code, int):  # the engine's own words about a question that it does not understand
            raise SqlRefused(reason=_engine_says(error)) from None
        raise


def _parsed(question: str) -> exp.Expr:
    try:
        statements = [each for each in sqlglot.parse(question, dialect="clickhouse") if each is not None]
    except (SqlglotError, RecursionError) as error:
        raise SqlRefused(reason=str(error).splitlines()[0][:200]) from None
    if len(statements) != 1 or not isinstance(statements[0], exp.Query):
        raise SqlRefused(reason=_("it is not one select."))
    _check(statements[0])
    return statements[0]


def _check(statement: exp.Expr) -> None:
    own = {each.alias_or_name.lower() for each in statement.find_all(exp.CTE)}
    for table in statement.find_all(exp.Table):
        name = table.name.lower()
        if isinstance(table.this, exp.Func):
            name = _name_of(table.this)
            if name not in ROW_MAKERS:
                raise SqlRefused(reason=_("{name} is not a published table.").format(name=name))
        elif table.db or name not in TABLES | own:
            raise SqlRefused(reason=_("{name} is not a published table.").format(name=table.sql(dialect="clickhouse")))
    for function in statement.find_all(exp.Func):
        if _name_of(function) in BARRED:
            raise SqlRefused(reason=_("the function {name} is not answered.").format(name=_name_of(function)))
    if any(query.args.get("settings") or query.args.get("format") or query.args.get("into") for query in statement.find_all(exp.Query)):
        raise SqlRefused(reason=_("settings, format and into are not answered."))


def _name_of(function: exp.Expr) -> str:
    if isinstance(function, exp.Anonymous):
        return str(function.name).lower()
    return function.sql_names()[0].lower() if isinstance(function, exp.Func) else ""


def _engine_says(error: Exception) -> str:
    return str(error).split("DB::Exception:")[-1].split("(version")[0].strip()[:300]

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
BARRED = frozenset(
    {"file", "sleep", "sleepeachrow", "input", "url", "s3", "remote", "cluster", "mysql", "postgresql", "executable", "hascolumnintable"}
    # The operators written as functions take a table by its name, which reads as a column here.
    | {"in", "notin", "globalin", "globalnotin", "nullin", "notnullin", "globalnullin", "globalnotnullin"}
    | {f"{name}ignoreset" for name in ("in", "notin", "globalin", "globalnotin", "nullin", "notnullin", "globalnullin", "globalnotnullin")}
)


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
    for table in statement.find_all(exp.Table):
        name = table.name.lower()
        if isinstance(table.this, exp.Func):
            name = _name_of(table.this)
            if name not in ROW_MAKERS:
                raise SqlRefused(reason=_("{name} is not a published table.").format(name=name))
        elif table.db or name not in TABLES | _own(table):
            raise SqlRefused(reason=_("{name} is not a published table.").format(name=table.sql(dialect="clickhouse")))
    for inside in statement.find_all(exp.In):
        _check_right(inside)
    for function in statement.find_all(exp.Func):
        if _name_of(function) in BARRED:
            raise SqlRefused(reason=_("the function {name} is not answered.").format(name=_name_of(function)))
    for applied in statement.find_all(exp.Apply):  # `* apply(file)`: a function that stands there as a bare word
        raise SqlRefused(reason=_("the function {name} is not answered.").format(name=applied.key))
    if any(query.args.get("settings") or query.args.get("format") or query.args.get("into") for query in statement.find_all(exp.Query)):
        raise SqlRefused(reason=_("settings, format and into are not answered."))


def _own(table: exp.Expr) -> frozenset[str]:
    """Names that a `with` before this place gives; one that stands elsewhere must not open a table of the same name here."""
    names: set[str] = set()
    inner, outer = table, table.parent
    while outer is not None:
        if isinstance(outer, exp.With):
            place = next(i for i, each in enumerate(outer.expressions) if each is inner)
            before = outer.expressions[: place + bool(outer.args.get("recursive"))]
            names |= {each.alias_or_name.lower() for each in before}
        elif isinstance(named := outer.args.get("with_"), exp.With) and named is not inner:
            names |= {each.alias_or_name.lower() for each in named.expressions}
        inner, outer = outer, outer.parent
    return frozenset(names)


def _check_right(inside: exp.In) -> None:
    """`x in name` reads a table, though it looks like a column."""
    listed = inside.expressions
    right = inside.args.get("field") or (listed[0] if len(listed) == 1 else None)
    if isinstance(right, exp.Column) and (right.table or right.name.lower() not in TABLES | _own(right)):
        raise SqlRefused(reason=_("{name} is not a published table.").format(name=right.sql(dialect="clickhouse")))


def _name_of(function: exp.Expr) -> str:
    if isinstance(function, exp.Anonymous):
        return str(function.name).lower()
    return function.sql_names()[0].lower() if isinstance(function, exp.Func) else ""


def _engine_says(error: Exception) -> str:
    return str(error).split("DB::Exception:")[-1].split("(version")[0].strip()[:300]

"""`hamsafar sql`: one question by an operator, which changes nothing and reads nothing beyond the published tables.

What reaches the engine is written anew from the parsed question, so nothing that the parser did not understand gets through. The
engine's own read-only mode cannot be used beside this: after a question that fails, the embedded client would stay in it and the
writer that takes that client next could not write.
"""

import sqlglot
from clickhouse_connect.driver.exceptions import ClickHouseError
from django.utils.translation import gettext as _
from sqlglot import exp
from sqlglot.errors import SqlglotError

from hamsafar.base.eventstore import Answer, Limits, store

from . import scoping
from .contracts import Scope
from .errors import SqlRefused

TABLES = frozenset({"scope", "events", "quarantine", "drops", "person_overrides"})
ROW_MAKERS = frozenset({"numbers", "values"})
# The operators written as functions: they take a table by its name, which reads as a column here.
_IN = frozenset(
    f"{word}{end}"
    for word in ("in", "notin", "globalin", "globalnotin", "nullin", "notnullin", "globalnullin", "globalnotnullin")
    for end in ("", "ignoreset")
)
_AI = frozenset(f"{ai}{deed}" for ai in ("ai", "llm") for deed in
                ("classify", "embed", "extract", "filter", "generate", "redact", "similarity", "translate"))  # fmt: skip
# Functions that reach files, other machines or other people's tables, tell about the server, or hold a client up.
_OUTSIDE = frozenset(
    {
        "catboostevaluate", "evalmlmethod", "executable", "file", "fuzzquery", "generateserialid", "getclienthttpheader", "getmacro",
        "getmergetreesetting", "getserversetting", "getsetting", "getsettingordefault", "globalvariable", "hascolumnintable", "input",
        "joinget", "joingetornull", "logtrace", "reversednsquery", "showcertificate", "sleep", "sleepeachrow",
    }
)  # fmt: skip
BARRED = _IN | _AI | _OUTSIDE
DICTIONARY = "canonical"


def read_sql(question: str, *, most: int = 10_000, limits: Limits | None = None) -> Answer:
    """Up to `most` rows. `scope` is the events with their canonical person. Raises SqlRefused, QueryTooSlow, QueryTooLarge."""
    parsed = _parsed(question)
    stage, values = scoping.cut(Scope(include_marked=True))
    inner = parsed.sql(dialect="clickhouse", comments=False)
    try:
        return store().query(f"with scope as (\n{stage.text}\n)\nselect * from (\n{inner}\n) limit {most:d}", values, limits=limits)
    except ClickHouseError as error:  # the engine's own words about a question that it does not understand
        raise SqlRefused(reason=_engine_says(error)) from None


def _parsed(question: str) -> exp.Expr:
    try:
        statements = [each for each in sqlglot.parse(question, dialect="clickhouse") if each is not None]
    except (SqlglotError, RecursionError) as error:
        raise SqlRefused(reason=(str(error).splitlines() or ["?"])[0][:200]) from None
    if len(statements) != 1 or not isinstance(statements[0], exp.Query):
        raise SqlRefused(reason=_("it is not one select."))
    _check(statements[0])
    return statements[0]


def _check(statement: exp.Expr) -> None:
    for table in statement.find_all(exp.Table):
        _check_table(table)
    for inside in statement.find_all(exp.In):
        _check_right(inside)
    for function in statement.find_all(exp.Func):
        _check_function(function)
    for name in statement.find_all(exp.Identifier):  # `arrayMap(file, …)`: a function that is handed over by its bare name
        _check_name(name.name)
    if statement.find(exp.Apply):  # `* apply(file)`
        raise SqlRefused(reason=_("the function {name} is not answered.").format(name="apply"))
    if any(query.args.get("settings") or query.args.get("format") or query.args.get("into") for query in statement.find_all(exp.Query)):
        raise SqlRefused(reason=_("settings, format and into are not answered."))


def _check_table(table: exp.Table) -> None:
    if isinstance(table.this, exp.Func):
        name = _name_of(table.this)
        is_ours = name in ROW_MAKERS
    else:
        name = table.sql(dialect="clickhouse")
        is_ours = not table.db and table.name.lower() in TABLES | _own(table)
    if not is_ours:
        raise SqlRefused(reason=_("{name} is not a published table.").format(name=name))


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


def _check_function(function: exp.Expr) -> None:
    name = _name_of(function)
    _check_name(name, called=True)
    if name.startswith("dict"):
        first = function.expressions[0] if function.expressions else None
        if not (isinstance(first, exp.Literal) and first.name == DICTIONARY):
            raise SqlRefused(reason=_("the function {name} is not answered.").format(name=name))


def _check_name(name: str, *, called: bool = False) -> None:
    bare = name.lower().replace("_", "")
    if bare in BARRED or (bare.startswith("dict") and not called):
        raise SqlRefused(reason=_("the function {name} is not answered.").format(name=name))


def _name_of(function: exp.Expr) -> str:
    if isinstance(function, exp.Anonymous):
        return str(function.name).lower()
    return function.sql_names()[0].lower() if isinstance(function, exp.Func) else ""


def _engine_says(error: Exception) -> str:
    return str(error).split("DB::Exception:")[-1].split("(version")[0].strip()[:300]

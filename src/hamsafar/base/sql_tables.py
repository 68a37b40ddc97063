"""Which tables a statement reads."""

from functools import cache

import sqlglot
from sqlglot import exp


@cache
def tables_of(statement: str) -> frozenset[str]:
    """Tables and table functions that a statement reads, its own `with` names left out."""
    tree = sqlglot.parse_one(statement, read="clickhouse")
    own = {cte.alias for cte in tree.find_all(exp.CTE)}
    after_in = {node.args["field"].name for node in tree.find_all(exp.In) if isinstance(node.args.get("field"), exp.Column)}
    return (frozenset(_name_of(table) for table in tree.find_all(exp.Table)) | after_in) - own


def _name_of(table: exp.Table) -> str:
    inner = table.this
    return inner.name if isinstance(inner, exp.Identifier) else f"{inner.name or inner.key}()"

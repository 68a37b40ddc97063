"""Ask the event store one question: a single select over the published tables, limited in time, memory and rows.

  hamsafar sql "select name, count() from events group by name order by 2 desc"

Tables: events, quarantine, drops, person_overrides (docs/architecture.md says what they hold), and `scope`: the events with the
person whom they belong to now.
"""

import argparse

from ..output import Output
from .arguments import add_json

MOST_ROWS = 10_000


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("question", help="the select")
    parser.add_argument("--rows", type=int, default=1000, help=f"at most this many rows (default 1000, highest {MOST_ROWS})")
    add_json(parser)


def run(arguments: argparse.Namespace, out: Output) -> int:
    from hamsafar.store.events import services as events

    answer = events.read_sql(arguments.question, most=max(1, min(arguments.rows, MOST_ROWS)))
    if arguments.json:
        out.json({"columns": list(answer.columns), "rows": [list(row) for row in answer.rows]})
    else:
        out.table(answer.columns, answer.rows)
    return 0

"""Groups of customers: which there are, how many people fit, and who.

WHICH is a saved group's number or name, or a condition as it is written for programs (docs/segments.md).

  hamsafar segment list
  hamsafar segment count 3
  hamsafar segment count '{"did": "Order Delivered", "days": 30}' --unit tehran --json
  hamsafar segment people 3 --limit 20
"""

import argparse

from ..output import Output
from .arguments import add_json


def arguments(parser: argparse.ArgumentParser) -> None:
    deeds = parser.add_subparsers(dest="deed", required=True, metavar="DEED")
    add_json(deeds.add_parser("list", help="the saved groups, with when they were last counted"))
    count = deeds.add_parser("count", help="how many people fit, of how many")
    people = deeds.add_parser("people", help="some of those who fit, in a lasting order")
    people.add_argument("--limit", type=int, default=20, help="how many (20)")
    for each in (count, people):
        each.add_argument("which", metavar="WHICH")
        each.add_argument("--unit", default="", help="only this unit and those below it")
        add_json(each)


def run(arguments: argparse.Namespace, out: Output) -> int:
    from hamsafar.measure.segments import command

    return command.run(arguments, out)

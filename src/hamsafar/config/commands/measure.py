"""One measure over a period, with its interval, sample size, trend, and the same by channel, unit and so on.

  hamsafar measure nps --since 2026-03-21 --until 2026-06-22 --by channel
  hamsafar measure --list
"""

import argparse

from ..output import Output
from .arguments import add_json, day


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("key", nargs="?", help="the measure, such as nps; --list lists them")
    parser.add_argument("--since", type=day, default="", help="first day, such as 2026-03-21")
    parser.add_argument("--until", type=day, default="", help="the day after the last")
    parser.add_argument("--period", default="", help="instead of days: this_month, last_month, last_30_days, …")
    parser.add_argument("--by", default="", help="break it down by channel, unit, stage or a property")
    parser.add_argument("--unit", default="", help="only this unit and those below it")
    parser.add_argument("--bucket", default="", help="size of the steps of the trend: day, week, month")
    parser.add_argument("--calendar", default="", help="persian or gregorian months (the company's unless told)")
    parser.add_argument("--currency", default="", help="for money: the currency to count")
    parser.add_argument("--list", action="store_true", help="list the measures")
    add_json(parser)


def run(arguments: argparse.Namespace, out: Output) -> int:
    from hamsafar.measure.metrics import command

    return command.run(arguments, out)

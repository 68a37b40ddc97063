"""One measure over a period, with its interval, sample size, trend, and the same by channel, unit and so on.

hamsafar measure nps --since 1405-01-01 --until 1405-03-31 --by channel
hamsafar measure --list
"""

import argparse

from ..output import Output
from .arguments import add_json


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("key", nargs="?", default="", help="the measure, such as nps; --list lists them")
    parser.add_argument("--since", default="", help="first day, Jalali or Gregorian, such as 1405-01-01 or 2026-03-21")
    parser.add_argument("--until", default="", help="last day; it belongs to the period")
    parser.add_argument("--period", default="", help="instead of days: this_month, last_month, last_30_days, …")
    parser.add_argument("--by", default="", help="channel, unit, stage, cohort, property:NAME or trait:NAME")
    parser.add_argument("--unit", default="", help="only this unit and those below it")
    parser.add_argument("--bucket", default="", help="size of the steps of the trend: day, week, month, quarter, year")
    parser.add_argument("--calendar", default="", help="persian or gregorian months (the company's unless told)")
    parser.add_argument("--currency", default="", help="for money: the currency to count")
    parser.add_argument("--list", action="store_true", help="list the measures")
    add_json(parser)


def run(arguments: argparse.Namespace, out: Output) -> int:
    from hamsafar.measure.metrics import command

    return command.run(arguments, out)

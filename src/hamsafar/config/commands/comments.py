"""What customers say: search it, see how well it is read, learn from it anew.

hamsafar comments search "پیک دیر" --feeling negative --since 1405-01-01 --until 1405-03-31
hamsafar comments accuracy
hamsafar comments relearn
"""

import argparse

from ..output import Output
from .arguments import add_json


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("search", "accuracy", "relearn"), help="what to do")
    parser.add_argument("words", nargs="*", help="for search: words in any form")
    parser.add_argument("--since", default="", help="first day, Jalali or Gregorian, such as 1405-01-01 or 2026-03-21")
    parser.add_argument("--until", default="", help="last day; it belongs to the period")
    parser.add_argument("--feeling", default="", choices=("", "negative", "neutral", "positive"), help="only these")
    parser.add_argument("--topic", default="", help="only comments that name this topic, such as delivery_time")
    parser.add_argument("--channel", default="", help="only from this channel")
    parser.add_argument("--order", default="newest", choices=("newest", "urgent", "worst", "best"), help="which come first")
    parser.add_argument("--limit", type=int, default=20, help="how many comments (20 unless told, at most 1000)")
    add_json(parser)


def run(arguments: argparse.Namespace, out: Output) -> int:
    from hamsafar.measure.voice import command

    return command.run(arguments, out)

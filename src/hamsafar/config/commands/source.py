"""Sources: where events come from. Creating one prints its write key.

hamsafar source create "Our site"
hamsafar source list --json
"""

import argparse

from ..output import Output
from .arguments import add_json

KINDS = ("website", "app", "server", "other")


def arguments(parser: argparse.ArgumentParser) -> None:
    deeds = parser.add_subparsers(dest="deed", required=True, metavar="DEED")
    create = deeds.add_parser("create", help="make a source and print its write key")
    create.add_argument("name")
    create.add_argument("--kind", choices=KINDS, default="website")
    create.add_argument("--space", default="main", help="whose identifiers its people have; sources of one shop share it")
    create.add_argument("--unit", default="", help="code of the unit that its events belong to")
    create.add_argument("--channel", default="", help="channel of events whose name does not say")
    create.add_argument("--test", action="store_true", help="its events are marked as test traffic and left out of measures")
    add_json(create)
    add_json(deeds.add_parser("list", help="all sources"))


def run(arguments: argparse.Namespace, out: Output) -> int:
    return _create(arguments, out) if arguments.deed == "create" else _list(arguments, out)


def _create(arguments: argparse.Namespace, out: Output) -> int:
    from hamsafar.collect.intake import services as intake

    made = intake.create_source(
        arguments.name,
        kind=intake.SourceKind(arguments.kind),
        space=arguments.space,
        unit=arguments.unit,
        channel=arguments.channel,
        is_test=arguments.test,
    )
    if arguments.json:
        out.json({"source": made.slug, "write_key": made.live_key})
    else:
        out.line(made.live_key)
    return 0


def _list(arguments: argparse.Namespace, out: Output) -> int:
    from hamsafar.collect.intake import services as intake

    found = intake.list_sources()
    if arguments.json:
        out.json(found)
    else:
        out.table(("source", "name", "kind", "space", "write key"), [(s.slug, s.name, s.kind, s.space, s.live_key) for s in found])
    return 0

"""Read a file of events, orders, tickets, answers or people: CSV, JSON lines, Parquet, Excel or XES, packed with gzip or not.

  hamsafar import orders.csv --map orders.yaml          (docs/imports.md explains mappings)
  hamsafar import orders.csv --map orders               (a mapping that is saved or came with Hamsafar)
  hamsafar import --list-maps

The same file twice changes nothing. An import that was cut off goes on where it was when the command is given again.
"""

import argparse
from pathlib import Path

from ..output import Output
from .arguments import add_json, existing_file


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", type=existing_file, help="the file")
    parser.add_argument("--map", type=_map, dest="mapping", help="a YAML file that says which column means what, or the name of a mapping")
    parser.add_argument(
        "--rejected", type=lambda text: str(Path(text).expanduser().resolve()), help="write rejected lines to this CSV file"
    )
    parser.add_argument("--list-maps", action="store_true", help="list the mappings that are there")
    add_json(parser)


def _map(text: str) -> str:
    """A file's path made absolute, because the server that may do the work stands in another folder; else the name as it is."""
    path = Path(text).expanduser()
    return str(path.resolve()) if path.is_file() else text


def run(arguments: argparse.Namespace, out: Output) -> int:
    from hamsafar.collect.imports import command

    return command.run(arguments, out)

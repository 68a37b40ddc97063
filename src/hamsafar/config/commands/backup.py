"""Copy everything that is kept to a folder, at one consistent point, while the server goes on.

Both stores, waiting uploads and the installation's secret, in open formats with a checksum of every file. Keep it as safe as the
installation itself: it holds the same customers.
"""

import argparse

from ..output import Output
from .arguments import add_json, folder


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=folder, help="a folder that is empty or not there yet")
    add_json(parser)


def run(arguments: argparse.Namespace, out: Output) -> int:
    from pathlib import Path

    from ..backup import taking

    manifest = taking.take(Path(arguments.folder), say=lambda note: out.progress(0, 0, note))
    if arguments.json:
        out.json(manifest)
        return 0
    size = sum(each["bytes"] for each in manifest.files.values())
    rows, events = sum(manifest.relational.values()), manifest.events.get("events", 0)
    out.line(f"{rows:,} rows and {events:,} events in {arguments.folder} ({size / 1e6:,.1f} MB).")
    return 0

"""Say what is wrong with this installation and how to mend it. Ends with 1 when something is broken, 0 otherwise."""

import argparse

from ..output import Output
from .arguments import add_json

SIGNS = {"fine": "✓", "warning": "!", "broken": "✗"}


def arguments(parser: argparse.ArgumentParser) -> None:
    add_json(parser)
    parser.set_defaults(inside=False)


def run(arguments: argparse.Namespace, out: Output) -> int:
    from ..health import Finding, State, examine
    from ..lock import Taken, hold_stores

    found: list[Finding] = []

    def look(*, stores: bool) -> None:
        for finding in examine(stores=stores):
            found.append(finding)
            if not arguments.json:
                _tell(finding, out)

    if arguments.inside:
        look(stores=True)
    else:
        try:
            with hold_stores("A command"):
                look(stores=True)
        except Taken:
            look(stores=False)
    if arguments.json:
        out.json(found)
    return int(any(finding.state is State.BROKEN for finding in found))


def _tell(finding, out: Output) -> None:  # type: ignore[no-untyped-def]
    out.line(f"{SIGNS[finding.state]} {finding.check:<14} {finding.says}")
    if finding.mend:
        out.line(f"{'':<17}→ {finding.mend}")

"""Serve the pages, the API and the tracking API from one process.

Both stores are brought up to date first. Stop it with Ctrl-C or SIGTERM: what was accepted is kept, running jobs are queued again.
"""

import argparse
import sys

from ..output import Output


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--reload", action="store_true", help="start again when code changes (for development)")


def run(arguments: argparse.Namespace, out: Output) -> int:
    if arguments.reload:
        return _reloading()
    from ..server import serve

    serve(lambda: _announce(out))
    return 0


def _announce(out: Output) -> None:
    from django.conf import settings

    out.line(f"Hamsafar serves {settings.PUBLIC_URL} from {settings.DATA}. Stop it with Ctrl-C.")


def _reloading() -> int:
    """A fresh process for every change: a store cannot be opened twice in one."""
    import shlex
    from pathlib import Path

    from watchfiles import PythonFilter, run_process

    source = Path(__file__).resolve().parents[2]
    command = shlex.join([sys.executable, "-m", "hamsafar.config.cli", "up"])
    run_process(source, target=command, target_type="command", watch_filter=PythonFilter())
    return 0

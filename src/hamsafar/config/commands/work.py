"""Do queued work in a process of its own, beside a server; as many of these as there is work for.

Needs a ClickHouse server and PostgreSQL. What the server has to itself (imports, erasures: its files, the one writer of the spine) is
left to it. With the embedded event store this takes the server's place while none runs, and does everything.
"""

import argparse
import signal
import threading

from ..output import Output


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--until-empty", action="store_true", help="end when nothing is due instead of waiting for more")


def run(arguments: argparse.Namespace, out: Output) -> int:
    from hamsafar.base import eventstore

    from .. import pipeline
    from ..lock import hold_folder

    if eventstore.store().is_embedded:
        with hold_folder("A worker"):
            pipeline.migrate()
            with pipeline.opened():
                return _work(arguments, out, away=False)
    with pipeline.beside():
        return _work(arguments, out, away=True)


def _work(arguments: argparse.Namespace, out: Output, *, away: bool) -> int:
    from hamsafar.ground.jobs import services as jobs

    if arguments.until_empty:
        out.line(f"{len(jobs.run_due(away=away))} jobs done.")
        return 0
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    jobs.start(away=away)
    out.line("Working. Stop with Ctrl-C.")
    ended.wait()
    jobs.stop()
    return 0

"""Make the demo world, one year of an invented Persian retailer, and serve it.

The world is made once; a second call continues it up to now and serves at once.
"""

import argparse
from typing import Any

from ..output import Output

SMALLEST = 50


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--people", type=int, default=None, help=f"how many people live in it (default 20000, at least {SMALLEST})")
    parser.add_argument("--seed", type=int, default=None, help="another number makes another world of the same kind")
    parser.add_argument("--truths", default=None, metavar="FILE", help="what is wrong in this world (docs/demo-world.md)")
    parser.add_argument("--only-make", action="store_true", help="make it and stop, without serving")


def run(arguments: argparse.Namespace, out: Output) -> int:
    from hamsafar.measure.voice import services as voice

    from .. import demo, pipeline
    from ..lock import hold_folder

    with hold_folder("A demo world in the making"):
        pipeline.migrate()
        with pipeline.opened():
            voice.get_ready()
            made = demo.make(say=out.progress, **_wishes(arguments))
            _settle(out, size=made.size)
    out.line(f"The world holds {made.events:,} events from {made.start} on, {made.new:,} of them made just now.")
    if arguments.only_make:
        return 0
    from ..server import serve

    serve(lambda: _announce(out))
    return 0


def _wishes(arguments: argparse.Namespace) -> dict[str, Any]:
    from .. import demo

    wishes: dict[str, Any] = {}
    if arguments.seed is not None:
        wishes["seed"] = arguments.seed
    if arguments.people is not None:
        wishes["size"] = max(SMALLEST, arguments.people)
    if arguments.truths is not None:
        wishes["truths"] = demo.truths.load(arguments.truths)
    return wishes


def _settle(out: Output, *, size: int) -> None:
    """What is done behind the scenes later; a first visitor should meet neither strangers nor a page that computes."""
    from hamsafar.ground.jobs import services as jobs
    from hamsafar.identify.people import services as people
    from hamsafar.measure.metrics import services as metrics
    from hamsafar.measure.voice import services as voice

    from ..demo import cases, elsewhere, ideas, making, reaching, studied, warming

    out.progress(0, 0, "Finding out who is who…")
    people.catch_up()
    out.progress(0, 0, "Listening to what is said elsewhere…")
    elsewhere.listen(*making.seed_and_size())
    studied.study()
    out.progress(0, 0, "Reading the comments…")
    voice.read_in_haste()
    out.progress(0, 0, "Following up those who were unhappy…")
    cases.follow_up()
    out.progress(0, 0, "Filling the idea board…")
    ideas.build(size)
    out.progress(0, 0, "Asking as the rules would have asked…")
    reaching.reach_out()
    voice.read_in_haste()
    out.progress(0, 0, "Computing the measures…")
    metrics.warm_boards()
    warming.warm()
    jobs.enqueue("people.find_duplicates", {}, key="demo")  # runs beside the first visit; otherwise it waits for the night


def _announce(out: Output) -> None:
    from django.conf import settings

    from .. import demo

    out.line(f"\nHamsafar is ready at {settings.PUBLIC_URL}\nSign in with any of these; the password is {demo.PASSWORD}\n")
    out.table(("e-mail", "role", "unit"), [(login.email, login.role.value, login.unit or "the whole company") for login in demo.LOGINS])
    out.line("\nStop it with Ctrl-C. The world stays; `hamsafar up` or `make demo` serve it again.")

"""One person: show what is known, hand all of it out, or forget it everywhere.

WHO is an e-mail address, a phone number, a user id, or the 16 letters and digits that the page's address shows.

  hamsafar person show sara@example.com
  hamsafar person export sara@example.com --to sara.zip
  hamsafar person erase sara@example.com --yes
"""

import argparse
import sys

from ..output import Output
from .arguments import add_json, folder


def arguments(parser: argparse.ArgumentParser) -> None:
    deeds = parser.add_subparsers(dest="deed", required=True, metavar="DEED")
    show = deeds.add_parser("show", help="names, why they are linked, facts, the latest events")
    export = deeds.add_parser("export", help="everything, as a zip to read and for programs")
    export.add_argument("--to", type=folder, required=True, metavar="FILE", help="a new file")
    erase = deeds.add_parser("erase", help="forget this person everywhere; cannot be undone")
    erase.add_argument("--yes", action="store_true", help="do not ask")
    for each in (show, export, erase):
        each.add_argument("who")
        add_json(each)


def prepare(arguments: argparse.Namespace) -> None:
    """A question is asked where the person sits."""
    if arguments.deed != "erase" or arguments.yes:
        return
    if not sys.stdin.isatty():
        sys.exit("Erasing cannot be undone. Say --yes to go on without being asked.")
    if input(f"Forget {arguments.who} everywhere? This cannot be undone. Type yes: ").strip() != "yes":
        sys.exit("Nothing was changed.")


def run(arguments: argparse.Namespace, out: Output) -> int:
    from ..who import find_person

    person = find_person(arguments.who)
    return {"show": _show, "export": _export, "erase": _erase}[arguments.deed](person, arguments, out)


def _show(person: int, arguments: argparse.Namespace, out: Output) -> int:
    from hamsafar.store.erasure import services as erasure
    from hamsafar.store.events import services as events

    known = erasure.about(person)
    happened = events.timeline(person, scope=events.Scope()).happenings
    if arguments.json:
        out.json({**known, "events": happened})
        return 0
    out.line(known["person"])
    out.table(("kind", "value", "space"), [(*_named(each),) for each in known["identifiers"]])
    out.line()
    out.table(("fact", "value", "source"), [(each["name"], each["value"], each["source"]) for each in known["traits"]])
    out.line()
    out.table(("when", "what", "channel"), [(f"{each.timestamp:%Y-%m-%d %H:%M}", each.name, each.channel) for each in happened])
    return 0


def _named(known: dict) -> tuple[str, str, str]:
    space, kind, _value = known["identifier"]
    return kind, known["typed"], space


def _export(person: int, arguments: argparse.Namespace, out: Output) -> int:
    from pathlib import Path

    from hamsafar.base.errors import BadInput
    from hamsafar.store.erasure import services as erasure

    try:
        erasure.write(Path(arguments.to), person)
    except OSError as error:
        raise BadInput(reason=f"{arguments.to}: {error.strerror}") from None
    if arguments.json:
        out.json({"file": arguments.to})
    else:
        out.line(f"Everything known is in {arguments.to}.")
    return 0


def _erase(person: int, arguments: argparse.Namespace, out: Output) -> int:
    from hamsafar.store.erasure import services as erasure

    receipt = erasure.erase(person, by=None)
    if arguments.json:
        out.json({**receipt.facts(), "signature": receipt.signature})
        return 0
    out.table(("where", "erased"), sorted(receipt.erased.items()))
    for place, count in receipt.remnants.items():
        out.warn(f"{place}: {count} still name this person")
    out.line(f"Receipt {receipt.id}, signed {receipt.signature[:16]}…")
    return 0

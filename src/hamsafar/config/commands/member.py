"""Create the owner: the member who signs in first and invites the others. Asks for the password, or reads it from standard input.

hamsafar member create-owner --email ali@example.com --name "Ali"
"""

import argparse
import sys

from ..output import Output


def arguments(parser: argparse.ArgumentParser) -> None:
    deeds = parser.add_subparsers(dest="deed", required=True, metavar="DEED")
    owner = deeds.add_parser("create-owner", help="the first member, who may do everything")
    owner.add_argument("--email", required=True)
    owner.add_argument("--name", required=True)


def prepare(arguments: argparse.Namespace) -> None:
    """Asked where the person sits, not in the server, and never taken from the command line, where other users could read it."""
    import getpass

    arguments.password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")


def run(arguments: argparse.Namespace, out: Output) -> int:
    from hamsafar.ground.organisation import services as organisation

    member = organisation.create_owner(email=arguments.email, name=arguments.name, password=arguments.password)
    out.line(f"{member.name} ({member.email}) owns this installation.")
    return 0

"""Kinds of arguments that several commands share. Light: no Django."""

import argparse
import datetime as dt
from pathlib import Path


def add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON for programs")


def existing_file(text: str) -> str:
    """Absolute, because the server that may do the work stands in another folder."""
    path = Path(text).expanduser().resolve()
    if not path.is_file():
        raise argparse.ArgumentTypeError(f"there is no file {text}")
    return str(path)


def folder(text: str) -> str:
    return str(Path(text).expanduser().resolve())


def day(text: str) -> str:
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day such as 2026-10-18") from None

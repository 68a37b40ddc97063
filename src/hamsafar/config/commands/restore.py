"""Bring a backup into an empty data folder (and, with DATABASE_URL or HAMSAFAR_EVENTS, into empty stores).

Whoever was erased after the backup was taken is erased again: give the erasure log of the lost installation with --erasures
(HAMSAFAR_DATA/erasures.log, kept apart from backups).
"""

import argparse
from pathlib import Path

from ..environment import data_folder
from ..output import Output
from .arguments import add_json, existing_file, folder


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=folder, help="the folder that `hamsafar backup` filled")
    parser.add_argument("--erasures", type=existing_file, help="the erasure log to apply")
    add_json(parser)


def run(arguments: argparse.Namespace, out: Output) -> int:
    source, target = Path(arguments.folder), data_folder()
    kept = sorted(path.name for path in target.iterdir()) if target.is_dir() else []
    if [name for name in kept if name != "erasures.log"]:
        out.warn(f"{target} is not empty. A backup is restored into an empty folder only: set HAMSAFAR_DATA to a new one.")
        return 1
    secret = source / "secret"
    if not (source / "manifest.json").is_file():
        out.warn(f"{source} holds no finished backup: its manifest.json is missing.")
        return 1
    _place_secret(secret, target)
    code = _restore(arguments, source, out)
    if code:
        _leave_empty(target)
    return code


def _leave_empty(target: Path) -> None:
    """Refused before anything was written: the same folder can take another backup."""
    ours = {target / "secret", target / "hamsafar.lock"}
    empty = {path for path in target.iterdir() if path.is_dir() and not any(path.iterdir())}  # made at every start
    if {path for path in target.iterdir() if path.name != "erasures.log"} <= ours | empty:
        for path in ours:
            path.unlink(missing_ok=True)
        for path in empty:
            path.rmdir()


def _place_secret(secret: Path, target: Path) -> None:
    """Before anything else is made: the keys of people, and every signature, hang on it."""
    import os

    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    if secret.is_file():
        handle = os.open(target / "secret", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(secret.read_bytes())
            file.flush()
            os.fsync(handle)


def _restore(arguments: argparse.Namespace, source: Path, out: Output) -> int:
    from ..cli import language
    from ..running import guarded, prepare_django

    prepare_django()

    def work() -> int:
        from ..backup import restoring
        from ..lock import hold_folder

        with hold_folder("A restore"):
            erasures = Path(arguments.erasures) if arguments.erasures else None
            done = restoring.restore(source, erasures=erasures, say=lambda note: out.progress(0, 0, note))
        if arguments.json:
            out.json(done)
        else:
            out.line(f"{done.rows:,} rows and {done.events:,} events are back; {done.erased} people were erased again.")
        return 0

    return guarded(work, arguments, out, language())

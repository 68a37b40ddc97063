"""Does a command's work in this process, and turns every ending into a code and a sentence."""

import argparse
import logging
import os
import traceback
from collections.abc import Callable
from types import ModuleType

from .commands import Command, Where
from .environment import data_folder, read
from .output import Output

FAILED, BUG = 1, 70

log = logging.getLogger("hamsafar.commands")


def run_here(command: Command, module: ModuleType, arguments: argparse.Namespace, out: Output, language: str) -> int | None:
    """Open what the command needs, run it, close again. None: another process holds the stores, ask again in a moment."""
    if command.where is Where.BARE:
        return int(module.run(arguments, out) or 0)
    try:
        prepare_django()
    except ValueError as error:  # a setting that cannot be used
        out.warn(str(error))
        return FAILED
    except OSError as error:
        out.warn(f"The data folder {data_folder()} cannot be used: {error.strerror}. Set HAMSAFAR_DATA to a folder that you may write.")
        return FAILED
    if command.where in (Where.HERE, Where.EITHER):
        return run(module, arguments, out, language)
    from .lock import NotWhole, Taken, hold_stores

    logging.getLogger("hamsafar").setLevel(logging.WARNING)  # one command's terminal is not the server's log

    try:
        with hold_stores("A command"):
            return guarded(lambda: _with_stores(module, arguments, out, language), arguments, out, language)
    except Taken:
        return None
    except NotWhole as refusal:
        return refused(refusal, arguments, out, language)


def prepare_django() -> None:
    os.umask(0o077)  # whatever is made from here on is its owner's alone, in a data folder that somebody made for all to read too
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hamsafar.config.settings")
    import django

    django.setup()


def run(module: ModuleType, arguments: argparse.Namespace, out: Output, language: str) -> int:
    """Run one command; used by a command line and by a server that is asked by one."""
    return guarded(lambda: int(module.run(arguments, out) or 0), arguments, out, language)


def guarded(work: Callable[[], int], arguments: argparse.Namespace, out: Output, language: str) -> int:
    from django.core.exceptions import ValidationError
    from django.utils import translation

    from hamsafar.base.errors import Refused

    with translation.override(language):
        try:
            return work()
        except Refused as refusal:
            return _refused(refusal, arguments, out)
        except ValidationError as invalid:
            out.warn("\n".join(invalid.messages))
            return FAILED
        except Exception as error:  # a bug: say so in one line, keep the trace for the log
            log.exception("a command failed")
            if read("HAMSAFAR_DEBUG") == "1":
                out.warn(traceback.format_exc())
            out.warn(f"Something went wrong inside Hamsafar ({type(error).__name__}). HAMSAFAR_DEBUG=1 shows where; please report it.")
            return BUG


def refused(refusal: Exception, arguments: argparse.Namespace, out: Output, language: str) -> int:
    from django.utils import translation

    with translation.override(language):
        return _refused(refusal, arguments, out)


def _refused(refusal: Exception, arguments: argparse.Namespace, out: Output) -> int:
    code, sentence = refusal.code, refusal.sentence  # type: ignore[attr-defined]
    if getattr(arguments, "json", False):
        out.json({"error": {"code": code, "message": sentence}})
    else:
        out.warn(sentence)
    return FAILED


def _with_stores(module: ModuleType, arguments: argparse.Namespace, out: Output, language: str) -> int:
    from . import pipeline

    pipeline.migrate()
    with pipeline.opened():
        return run(module, arguments, out, language)

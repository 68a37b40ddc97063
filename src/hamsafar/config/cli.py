"""The command `hamsafar`. Starts fast: Django and the stores are imported only when this process does the work itself."""

import argparse
import importlib
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from . import control_socket
from .commands import COMMANDS, Command, Where, find
from .environment import data_folder, read
from .output import Output, Terminal

USAGE, FAILED, INTERRUPTED = 2, 1, 130
PATIENCE = 30.0


def main(argv: Sequence[str] | None = None) -> None:
    """The entry point; ends the process with the command's code."""
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        code = _run(words)
    except KeyboardInterrupt:
        code = INTERRUPTED
    _end(code)


def _end(code: int) -> None:
    """Everything is closed by now. Leave at once: libraries of the stores would clean up for a second, and grumble about each other."""
    sys.stdout.flush()
    sys.stderr.flush()
    if "chdb" in sys.modules:
        os._exit(code)
    sys.exit(code)


def _run(words: list[str]) -> int:
    if not words or words[0] in {"-h", "--help", "help"}:
        Terminal()({"out": overview() + "\n"})
        return 0
    if words[0] == "--version":
        Terminal()({"out": version() + "\n"})
        return 0
    command = find(words[0])
    if command is None:
        print(f"hamsafar: there is no command {words[0]!r}\n\n{overview()}", file=sys.stderr)
        return USAGE
    module = importlib.import_module(command.module)
    arguments = parser_of(command, module).parse_args(words[1:])
    if hasattr(module, "prepare"):
        module.prepare(arguments)
    return _dispatch(command, module, arguments)


def overview() -> str:
    rows = "\n".join(f"  {command.name:<9} {command.about}" for command in COMMANDS)
    return (
        "usage: hamsafar COMMAND …   (hamsafar COMMAND --help tells more)\n\n"
        f"{rows}\n\nEverything is kept in {data_folder()} (HAMSAFAR_DATA). Settings: docs/settings.md"
    )


def version() -> str:
    from importlib.metadata import version as of

    return of("hamsafar")


def parser_of(command: Command, module: ModuleType) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=f"hamsafar {command.name}", description=module.__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    module.arguments(parser)
    return parser


def _dispatch(command: Command, module: ModuleType, arguments: argparse.Namespace) -> int:
    terminal = Terminal()
    folder = data_folder()
    if command.where in (Where.STORES, Where.EITHER) and not _is_installation(folder):
        print(f"There is no Hamsafar in {folder}. Start one with `hamsafar up`, or set HAMSAFAR_DATA.", file=sys.stderr)
        return FAILED
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        line = None if command.where in (Where.HERE, Where.BARE) else control_socket.connect(folder)
        if line is not None:
            return _ask_server(line, command, arguments, terminal)
        code = _run_here(command, module, arguments, terminal)
        if code is not None:
            return code
        time.sleep(0.2)  # a server that starts or stops, or another command
    print(f"Another process holds {folder} and does not answer. Stop it, or wait for it, and try again.", file=sys.stderr)
    return FAILED


def _run_here(command: Command, module: ModuleType, arguments: argparse.Namespace, terminal: Terminal) -> int | None:
    from .running import run_here

    return run_here(command, module, arguments, Output(terminal), language())


def _is_installation(folder: Path) -> bool:
    return bool(read("DATABASE_URL")) or (folder / "hamsafar.sqlite3").exists()


def _ask_server(line: Any, command: Command, arguments: argparse.Namespace, terminal: Terminal) -> int:
    request = {"version": version(), "command": command.name, "arguments": vars(arguments), "language": language()}
    try:
        for frame in control_socket.ask(line, request):
            if "exit" in frame:
                return int(frame["exit"])
            terminal(frame)
    except (control_socket.ServerGone, ConnectionError):
        print("The server stopped before the command ended. Run it again: commands may be repeated.", file=sys.stderr)
    return FAILED


def language() -> str:
    """Refusals come in the language of the terminal; most terminals cannot set right-to-left text, so English unless it says Persian."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "fa" if spoken.startswith("fa") else "en"


if __name__ == "__main__":
    main()

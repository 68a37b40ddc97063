"""The words of `hamsafar`, one module each with `arguments(parser)` and `run(arguments, out)`; a module is imported when it is called."""

from dataclasses import dataclass
from enum import StrEnum


class Where(StrEnum):
    """Where a command's work is done."""

    HERE = "here"  # in this process, which opens what it needs itself
    BARE = "bare"  # the same, and even Django is set up by the command, because it makes the data folder
    STORES = "stores"  # with the stores: by the running server, or here when none runs
    NEW = "new"  # the same, and the data folder may be new
    EITHER = "either"  # by the running server, or here with nothing opened


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    name: str
    about: str
    where: Where

    @property
    def module(self) -> str:
        return f"hamsafar.config.commands.{self.name}"


COMMANDS: tuple[Command, ...] = (
    Command(name="demo", where=Where.HERE, about="make the demo world (once) and serve it"),
    Command(name="up", where=Where.HERE, about="serve pages, API and tracking from one process"),
    Command(name="work", where=Where.HERE, about="do queued work in a process of its own (PostgreSQL and ClickHouse)"),
    Command(name="import", where=Where.NEW, about="read a file of events, orders, tickets, answers or people"),
    Command(name="measure", where=Where.STORES, about="one measure over a period, by channel, unit, …"),
    Command(name="segment", where=Where.STORES, about="groups of customers: list, count, who fits"),
    Command(name="comments", where=Where.STORES, about="what customers say: search, accuracy, relearn"),
    Command(name="source", where=Where.NEW, about="create a source (prints its write key), list sources"),
    Command(name="sql", where=Where.STORES, about="ask the event store: one read-only, limited select"),
    Command(name="person", where=Where.STORES, about="show, export or erase one person"),
    Command(name="member", where=Where.NEW, about="create the owner who signs in first"),
    Command(name="doctor", where=Where.EITHER, about="say what is wrong with this installation and how to mend it"),
    Command(name="backup", where=Where.STORES, about="copy everything to a folder at one consistent point"),
    Command(name="restore", where=Where.BARE, about="bring a backup into an empty data folder"),
)  # fmt: skip


def find(name: str) -> Command | None:
    return next((command for command in COMMANDS if command.name == name), None)

"""Word lists and seeds that lie beside this code. Lines that begin with # are remarks."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Seed:
    """A comment that we wrote ourselves, with what it feels: -1, 0, 1, one letter of emotion or '', and whether it is urgent."""

    text: str
    feeling: int
    emotion: str
    is_urgent: bool


def _lines(path: Path) -> Iterator[str]:
    return (line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))


def words_of(name: str) -> frozenset[str]:
    return frozenset(word for line in _lines(_HERE / "words" / f"{name}.txt") for word in line.split())


def in_order(name: str) -> tuple[str, ...]:
    return tuple(word for line in _lines(_HERE / "words" / f"{name}.txt") for word in line.split())


def weighted(name: str) -> dict[str, tuple[str, ...]]:
    """A list whose lines begin with a weight: weight to words."""
    found: dict[str, tuple[str, ...]] = {}
    for line in _lines(_HERE / "words" / f"{name}.txt"):
        weight, *words = line.split()
        found[weight] = found.get(weight, ()) + tuple(words)
    return found


@lru_cache(maxsize=8)
def seeds(name: str) -> tuple[Seed, ...]:
    """Seeds of fa, en or finglish."""
    return tuple(map(_seed, _lines(_HERE / "seeds" / f"{name}.txt")))


def _seed(line: str) -> Seed:
    marks, text = line.split(" ", 1)
    return Seed(text, {"+": 1, "0": 0, "-": -1}[marks[0]], marks[1:].rstrip("!"), marks.endswith("!"))


def phrases(name: str) -> dict[str, tuple[str, ...]]:
    """A list whose lines are a key and phrases between commas: key to phrases."""
    found: dict[str, tuple[str, ...]] = {}
    for line in _lines(_HERE / "words" / f"{name}.txt"):
        key, rest = line.split(" ", 1)
        found[key] = found.get(key, ()) + tuple(phrase.strip() for phrase in rest.split(",") if phrase.strip())
    return found


def all_seeds() -> tuple[Seed, ...]:
    return seeds("fa") + seeds("en") + seeds("finglish")


def words_of_feeling() -> list[str]:
    """The words of the lists of feeling, negations left out."""
    names = ("feeling_fa", "feeling_en", "feeling_finglish")
    return [word for name in names for weight, words in weighted(name).items() if weight != "no" for word in words]


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as the program ships it. `group` is the branch of the taxonomy that it stands in."""

    key: str
    en: str
    fa: str
    group: str
    phrases: tuple[str, ...]


@lru_cache(maxsize=1)
def topics() -> tuple[Topic, ...]:
    found: list[Topic] = []
    for line in _lines(_HERE / "words" / "topics.txt"):
        if line.startswith("@"):
            key, en, fa, group = (part.strip() for part in line[1:].split("|"))
            found.append(Topic(key, en, fa, group, ()))
        else:
            last = found.pop()
            phrases = tuple(phrase.strip() for phrase in line.split(",") if phrase.strip())
            found.append(Topic(last.key, last.en, last.fa, last.group, last.phrases + phrases))
    return tuple(found)

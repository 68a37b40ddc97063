"""What the program imports is what it says it needs: a fresh machine has nothing else."""

import ast
import re
import sys
from importlib import metadata
from pathlib import Path

LATER = {"compression"}  # of Python itself from 3.14 on
ROOT = Path(__file__).resolve().parents[2]


def imported() -> set[str]:
    """Names of every package that the program itself imports, also inside functions."""
    found = set()
    for path in (ROOT / "src").rglob("*.py"):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.split(".")[0])
    return found - sys.stdlib_module_names - LATER - {"hamsafar"}


def locked(name: str) -> set[str]:
    lines = (ROOT / "requirements" / name).read_text().splitlines()
    return {_plain(found[0]) for line in lines if (found := re.match(r"[A-Za-z0-9._-]+(?=\[|==)", line))}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_library_that_is_imported_is_locked():
    known, homes = locked("runtime.txt"), metadata.packages_distributions()
    missing = {name for name in imported() if not {_plain(home) for home in homes.get(name, [name])} & known}
    assert missing == set()

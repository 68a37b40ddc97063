"""docs/settings.md says what the code reads, no more and no less."""

import re
from pathlib import Path

from hamsafar.config.environment import VARIABLES

ROOT = Path(__file__).resolve().parent.parent
ROW = re.compile(r"^\| `(\w+)` \| (?:`(.*?)`|–) \| (.*?) \|$", re.MULTILINE)


def test_the_page_and_the_code_agree():
    page = {name: (default or "", about) for name, default, about in ROW.findall((ROOT / "docs" / "settings.md").read_text())}
    assert page == {variable.name: (variable.default, variable.about) for variable in VARIABLES}


def test_nothing_else_reads_the_environment():
    """A setting that is read past the list would be in no table."""
    allowed = {"config/environment.py"}
    # The terminal's language, and what Django and a child process need to be told.
    also = {"config/cli.py": {"LC_ALL", "LC_MESSAGES", "LANG"}}
    for path in (ROOT / "src" / "hamsafar").rglob("*.py"):
        name = path.relative_to(ROOT / "src" / "hamsafar").as_posix()
        if name in allowed or "/tests/" in name:
            continue
        read = set(re.findall(r"""(?:environ(?:\.get)?[\[(]|getenv\()\s*["'](\w+)""", path.read_text())) - {"DJANGO_SETTINGS_MODULE"}
        assert read <= also.get(name, set()), f"{name} reads {read}"

"""What `pip install .` carries away: everything the program reads, and nothing that only tests it."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def packed() -> set[str]:
    from hatchling.builders.wheel import WheelBuilder

    return {str(Path(each.path).relative_to(ROOT)) for each in WheelBuilder(str(ROOT)).recurse_included_files()}


def test_every_file_that_the_program_reads_is_in_the_wheel(packed):
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    tracked = subprocess.run(["git", "ls-files", "src/hamsafar"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    wanted = {name for name in tracked if "/tests/" not in name and (ROOT / name).is_file()}
    assert wanted - packed == set()


def test_tests_stay_at_home(packed):
    assert [name for name in packed if "/tests/" in name] == []


def test_what_was_built_goes_along_though_git_does_not_know_it(packed):
    built = {str(path.relative_to(ROOT)) for path in (ROOT / "src/hamsafar/base/ui/static/built").rglob("*.css")}
    messages = {str(path.relative_to(ROOT)) for path in (ROOT / "src").rglob("*.mo")}
    if not built or not messages:
        pytest.skip("nothing is built: make setup")
    assert built | messages <= packed

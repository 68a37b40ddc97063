"""Compile every .po under src into the .mo beside it (no gettext tools needed)."""

from pathlib import Path

import polib

SOURCE = Path(__file__).resolve().parent.parent / "src"


def main() -> None:
    for po in sorted(SOURCE.rglob("*.po")):
        polib.pofile(str(po)).save_as_mofile(str(po.with_suffix(".mo")))


if __name__ == "__main__":
    main()

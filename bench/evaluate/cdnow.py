"""CDNOW through the import: every line counted, BG/NBD and Gamma-Gamma beside the published parameters, the forecast beside what came.

Published: Fader, Hardie and Lee 2005 (BG/NBD), Fader and Hardie 2013 (Gamma-Gamma), for the sample of a tenth, weeks 1 to 39 of 78.
"""

import gzip
import shutil
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from bench.evaluate.installation import Installation, equal, shown

BG_NBD = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
GAMMA_GAMMA = {"p": 6.25, "q": 3.74, "v": 15.44}


def figures(data_folder: Path) -> list[dict[str, Any]]:
    return [*_sample(data_folder / "cdnow" / "CDNOW_sample.txt"), *_master(data_folder / "cdnow" / "CDNOW_master.txt.gz")]


def _sample(file: Path) -> list[dict[str, Any]]:
    with Installation(zone="UTC", currency="USD") as here:
        account = here.run("import", str(file), "--map", "cdnow_sample")
        fitted = here.run("measure", "clv_forecast", "--since", "1997-01-01", "--until", "1997-09-30")["forecast"]
        whole = here.run("measure", "clv_forecast", "--since", "1997-01-01", "--until", "1998-06-30")["forecast"]["back_test"]
        return [
            equal("cdnow sample: lines imported", account["events"], _lines(file.read_text()), digits=0, unit="lines"),
            *(equal(f"cdnow sample: BG/NBD {name}", fitted[name], value) for name, value in BG_NBD.items()),
            *(equal(f"cdnow sample: Gamma-Gamma {name}", fitted[name], value, digits=2) for name, value in GAMMA_GAMMA.items()),
            equal("cdnow sample: customers", fitted["customers"], 2357, digits=0),
            equal("cdnow sample: bought again in weeks 1 to 39", fitted["repeaters"], 946, digits=0),
            shown("cdnow sample: purchases foreseen for weeks 40 to 78", whole["predicted"], "purchases", digits=0),
            shown("cdnow sample: purchases that came in weeks 40 to 78", whole["actual"], "purchases", digits=0),
            shown("cdnow sample: correlation of foreseen and came, per customer", whole["correlation"]),
        ]


def _master(file: Path) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder, Installation(zone="UTC", currency="USD") as here:
        plain = Path(folder) / "CDNOW_master.txt"
        with gzip.open(file, "rb") as packed, plain.open("wb") as out:
            shutil.copyfileobj(packed, out)
        lines = [line.split() for line in plain.read_text().splitlines() if line.strip()]
        bodies = [line for line in lines if line[0].isdigit()]
        account = here.run("import", str(plain), "--map", "cdnow")
        again = here.run("import", str(plain), "--map", "cdnow")
        value = here.run("measure", "clv", "--since", "1997-01-01", "--until", "1998-06-30", "--by", "cohort", "--calendar", "gregorian")
        retention = here.run("measure", "retention", "--since", "1997-07-01", "--until", "1997-12-31")
        buyers = Counter(line[0] for line in bodies)
        return [
            equal("cdnow: lines imported", account["events"], len(bodies), digits=0, unit="lines"),
            equal("cdnow: events that the same file brings a second time", again["events"], 0, digits=0),
            equal("cdnow: customers", value["n"], len(buyers), digits=0),
            equal("cdnow: revenue", value["value"] * value["n"], round(sum(float(line[-1]) for line in bodies), 2), digits=2, unit="USD"),
            shown("cdnow: retention, last quarter of 1997", retention["value"]),
            *(
                shown(f"cdnow: value of a customer who first bought in {one['group'][:7]}", one["value"], "USD", digits=2)
                for one in value["slices"]
            ),
        ]


def _lines(text: str) -> int:
    return sum(bool(line.strip()) for line in text.splitlines())

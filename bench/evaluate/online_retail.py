"""UCI Online Retail through the import: lines, invoices, customers and money as in the file, retention and value by cohort."""

import csv
import gzip
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from bench.evaluate.installation import Installation, equal, shown

YEAR = ("--since", "2010-12-01", "--until", "2011-12-09", "--calendar", "gregorian")


def figures(data_folder: Path) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder, Installation(zone="Europe/London", currency="GBP") as here:
        plain = Path(folder) / "online_retail.csv"
        with gzip.open(data_folder / "online_retail" / "online_retail.csv.gz", "rb") as packed, plain.open("wb") as out:
            shutil.copyfileobj(packed, out)
        with plain.open(newline="", encoding="utf-8") as file:
            truth = _truth(csv.DictReader(file))
        account = here.run("import", str(plain), "--map", "online_retail")
        again = here.run("import", str(plain), "--map", "online_retail")
        return [*_counts(account, again, truth), *_measures(here, truth)]


def _truth(lines: Iterable[Mapping[str, str]]) -> dict[str, Any]:
    """Counted with nothing but the file: lines, invoices, customers who ordered, and what they paid and got back."""
    count, invoices, orderers, revenue = 0, set(), set(), defaultdict(Decimal)
    for line in lines:
        count += 1
        invoice, customer, quantity = line["InvoiceNo"], line["CustomerID"].strip(), int(line["Quantity"])
        invoices.add(invoice)
        is_order = not invoice.startswith(("C", "A")) and quantity >= 0
        if customer and is_order:
            orderers.add(customer)
        if customer and (is_order or invoice.startswith("C")):
            revenue[customer] += quantity * Decimal(line["UnitPrice"])
    of_orderers = sum((revenue[customer] for customer in orderers), Decimal())
    return {"lines": count, "invoices": len(invoices), "orderers": len(orderers), "revenue": of_orderers}


def _counts(account: dict[str, Any], again: dict[str, Any], truth: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        equal("online_retail: lines imported", account["imported"], truth["lines"], digits=0, unit="lines"),
        equal("online_retail: lines in the file, as published", truth["lines"], 541_909, digits=0, unit="lines"),
        equal("online_retail: lines rejected", account["rejected"], 0, digits=0, unit="lines"),
        equal("online_retail: invoices", account["events"], truth["invoices"], digits=0),
        equal("online_retail: events that the same file brings a second time", again["events"], 0, digits=0),
    ]


def _measures(here: Installation, truth: dict[str, Any]) -> list[dict[str, Any]]:
    known = here.run(
        "sql",
        "select uniqExact(person_key), toString(sum(if(name = 'Order Refunded', -abs(amount), amount))) from events "
        "where user_id != '' and name in ('Order Completed', 'Order Refunded') and person_key in "
        "(select person_key from events where name = 'Order Completed' and user_id != '')",
    )["rows"][0]
    value = here.run("measure", "clv", *YEAR, "--by", "cohort")
    retention = here.run("measure", "retention", *YEAR, "--by", "cohort")
    fitted = here.run("measure", "clv_forecast", *YEAR)["forecast"]
    return [
        equal("online_retail: customers who ordered", int(known[0]), truth["orderers"], digits=0),
        equal("online_retail: what they paid, less refunds", float(known[1]), float(round(truth["revenue"], 2)), digits=2, unit="GBP"),
        *(_cohort("value of a customer", one, "GBP", 2) for one in value["slices"]),
        *(_cohort("bought again within 90 days", one, "share", 3) for one in retention["slices"]),
        *(shown(f"online_retail: BG/NBD {name}", fitted[name]) for name in ("r", "alpha", "a", "b")),
        *(shown(f"online_retail: Gamma-Gamma {name}", fitted[name], digits=2) for name in ("p", "q", "v")),
        shown("online_retail: purchases foreseen for the second half", fitted["back_test"]["predicted"], digits=0),
        shown("online_retail: purchases that came", fitted["back_test"]["actual"], digits=0),
    ]


def _cohort(what: str, one: dict[str, Any], unit: str, digits: int) -> dict[str, Any]:
    return shown(f"online_retail: {what}, first order {one['group'][:7] or 'never'}, n = {one['n']}", one["value"], unit, digits=digits)

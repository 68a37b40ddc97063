"""One measured figure, as build/bench.json and build/evaluate.json keep it."""

from typing import Any


def figure(name: str, value: float, unit: str, *, least: float | None = None, most: float | None = None, digits: int = 2) -> dict[str, Any]:
    """With a bar it holds or not; without one it is there to be read and always holds."""
    bar = "" if least is None and most is None else f"≥ {least:g}" if least is not None else f"≤ {most:g}"
    holds = (least is None or value >= least) and (most is None or value <= most)
    return {"name": name, "value": round(value, digits), "unit": unit, "bar": bar, "holds": holds}


def row(record: dict[str, Any]) -> str:
    verdict = "" if not record["bar"] else "holds" if record["holds"] else "FAILS"
    return f"{record['name']:72} {record['value']:>14,} {record['unit']:10} {record['bar']:8} {verdict}"

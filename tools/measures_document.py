"""Writes docs/measures.md from the catalogue. A test fails when the document lags; run this then."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "measures.md"

HEAD = """# Measures

Written from `src/hamsafar/measure/metrics/catalogue.py` by `python tools/measures_document.py`; change it there.

Every value comes with its sample size n and a 95 % interval, is compared with the period before (the same days of the month before,
or as many days just before) and says what it needs when there is nothing to measure. Shares are between 0 and 1, times are in seconds,
a target's scale is that of the value. A change is called better or worse only where its interval leaves out zero and p is below 0.01.

Each can be broken down by `channel`, `unit`, `stage` of the journey, `cohort` (the month of the customer's first order),
`property:NAME` of the events or `trait:NAME` of the customer. A case that is made of several events (a visit, a conversation, a matter)
belongs to the group of the first of them that says one: a visit to the payment gateway that its checkout names.
Bot and test traffic never counts; merged customers count as one. Events that name nobody count where no customer has to be followed
(answers, texts, conversations, mails, promises) and are left out of the rest.

| way | where |
|---|---|
| page | `/measures`, `/measures/KEY` |
| HTTP | `GET /api/v1/metrics/KEY?since=1405-07-01&until=1405-07-26&by=channel`; `/api/v1/openapi.json` describes it |
| file | `GET /api/v1/metrics/KEY/download?format=csv` or `parquet` |
| command | `hamsafar measure KEY --since 1405-07-01 --until 1405-07-26 --by channel --json` |

How certain a value is: **wilson** is Wilson's score interval of a share (differences: Newcombe), **nps** the adjusted Wald interval of a
score made of promoters and detractors, **student** Student's interval of a mean (differences: Welch). Means of times are skewed, so with
fewer than some thirty cases their intervals are a rough guide. Customers who appear in both periods are counted as independent, which
makes an interval a little wide.

What an event stands for is in the event vocabulary. An outcome that takes time (did the customer come back within seven days?) counts only
when that time is over; until then the newest days of a trend are empty rather than too good.
"""


def document() -> str:
    from hamsafar.measure.metrics.catalogue import CATALOGUE

    return HEAD + "".join(_section(metric) for metric in CATALOGUE.values())


def _section(metric) -> str:
    lines = [
        f"\n## {metric.name_en}\n",
        f"`{metric.key}` · {metric.name_fa} · {metric.unit}, better when {metric.better}\n",
        metric.formula_en + "\n",
        f'<div dir="rtl">{metric.formula_fa}</div>\n',
        f"- source: {metric.source}",
        f"- needs: {', '.join(metric.needs)}; reads: {', '.join(metric.reads)}",
        f"- interval: {metric.method}; counted: {_counted(metric)}",
    ]
    if metric.settles:
        lines.append(f"- certain after {_span(metric.settles)}")
    if metric.default_target is not None:
        lines.append(f"- target until somebody sets one: {metric.default_target:g}")
    if not metric.is_forecast:
        lines.append(f"- question: `src/hamsafar/measure/metrics/sql/{metric.key}.sql`")
    return "\n".join(lines) + "\n"


def _counted(metric) -> str:
    return {"observations": "every case", "people": "each customer once", "moments": "each customer at the end of the period"}[metric.tally]


def _span(length) -> str:
    return f"{length.days} day{'s' if length.days > 1 else ''}"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hamsafar.config.settings")
    DOCUMENT.write_text(document(), encoding="utf-8")

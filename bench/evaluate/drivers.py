"""What moves the score of an order? On olist_classified the delivery has to come out first among operational facts alone."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.inspection import permutation_importance

from bench.record import figure
from hamsafar.science.drivers import Fact, Findings, Kind, find_drivers

DAY = pd.Timedelta(days=1)
# Each fact with the driver that it belongs to.
DRIVERS = {
    "days": "delivery", "days_late": "delivery", "late": "delivery", "not_there": "delivery", "promised_days": "promise",
    "hours_to_approve": "payment", "value": "price", "freight": "freight", "items": "size", "sellers": "size", "photos": "page",
    "name_length": "page", "description_length": "page", "category": "category", "state": "place",
}  # fmt: skip


def figures(data_folder: Path) -> list[dict[str, Any]]:
    orders = _orders(data_folder / "olist_classified" / "olist_classified_public_dataset.csv.gz")
    found = find_drivers(orders.score.to_numpy(np.float64), _facts(orders))
    places = {driver.key: place for place, driver in enumerate(found.drivers, start=1)}
    first, second = found.drivers[:2]
    delivery = next(driver for driver in found.drivers if driver.key == "delivery")
    ahead = first.share.low - second.share.high
    return [
        figure("olist_classified: place of delivery time and lateness among operational drivers", places["delivery"], "", most=1, digits=0),
        figure("olist_classified: share of delivery in what is explained (Shapley of R²)", delivery.share.value, "", digits=3),
        figure("olist_classified: lower end of its interval", delivery.share.low, "", digits=3),
        figure("olist_classified: its lower end less the next driver's upper end", ahead, "", least=0, digits=3),
        figure("olist_classified: spread explained for orders that were not seen", found.unseen, "", digits=3),
        figure("olist_classified: late against in time, points of 5, others equal", _late(found), "points", digits=2),
        figure("olist_classified: facts where a plain regression contradicts", _contradictions(found), "", most=0, digits=0),
        figure("olist_classified: place of delivery in boosted trees (permutation)", _place_in_trees(orders), "", most=1, digits=0),
    ]


def _orders(file: Path) -> pd.DataFrame:
    rows = pd.read_csv(file)
    moments = {
        name: pd.to_datetime(rows[name], format="mixed", errors="coerce", utc=True)
        for name in ("order_purchase_timestamp", "order_aproved_at", "order_estimated_delivery_date", "order_delivered_customer_date")
    }
    bought, approved, promised, arrived = moments.values()
    late = (arrived - promised) / DAY
    return pd.DataFrame(
        {
            "score": rows.review_score, "days": (arrived - bought) / DAY, "days_late": late.clip(lower=0),
            "late": (late > 0).astype(float).where(arrived.notna()), "not_there": arrived.isna().astype(float),
            "promised_days": (promised - bought) / DAY, "hours_to_approve": (approved - bought) / DAY * 24,
            "value": rows.order_products_value, "freight": rows.order_freight_value, "items": rows.order_items_qty,
            "sellers": rows.order_sellers_qty, "photos": rows.product_photos_qty, "name_length": rows.product_name_lenght,
            "description_length": rows.product_description_lenght, "category": rows.product_category_name.fillna(""),
            "state": rows.customer_state.fillna(""),
        }
    )  # fmt: skip


def _facts(orders: pd.DataFrame) -> list[Fact]:
    kinds = {"late": Kind.FLAG, "not_there": Kind.FLAG, "category": Kind.LEVEL, "state": Kind.LEVEL}
    found = []
    for key, driver in DRIVERS.items():
        kind = kinds.get(key, Kind.NUMBER)
        found.append(Fact(key=key, driver=driver, kind=kind, values=orders[key].to_numpy(str if kind is Kind.LEVEL else float)))
    return found


def _late(found: Findings) -> float:
    return next(effect.effect.value for driver in found.drivers for effect in driver.effects if effect.key == "late")


def _contradictions(found: Findings) -> int:
    return sum(not effect.agrees for driver in found.drivers for effect in driver.effects)


def _place_in_trees(orders: pd.DataFrame) -> int:
    """Another kind of model, judged on orders that it has not seen: how much worse does it get when a driver's columns are shuffled?"""
    columns = orders.drop(columns="score").assign(**{name: orders[name].astype("category").cat.codes for name in ("category", "state")})
    dice = np.random.default_rng(1)
    seen = dice.random(len(orders)) < 0.7
    model = HistGradientBoostingRegressor(max_depth=4, max_iter=80, learning_rate=0.06, random_state=1)
    model.fit(columns[seen], orders.score[seen])
    worse = permutation_importance(model, columns[~seen], orders.score[~seen], n_repeats=10, random_state=1).importances_mean
    lost: dict[str, float] = {}
    for name, value in zip(columns.columns, worse, strict=True):
        lost[DRIVERS[name]] = lost.get(DRIVERS[name], 0.0) + float(value)
    return sorted(lost, key=lambda driver: -lost[driver]).index("delivery") + 1

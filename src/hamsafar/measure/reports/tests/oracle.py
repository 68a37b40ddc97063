"""What the facts of an answer mean, said with loops over plain events."""

import datetime as dt
import json


def _ago(days):
    return dt.timedelta(days=days)


def _props(one):
    return json.loads(one["properties"])


def _of(events, person, *names):
    return sorted((one for one in events if one["person_key"] == person and one["name"] in names), key=lambda one: one["timestamp"])


def order_facts(events, said):
    """Days, late and price of the order that an answer speaks of: the one it names, else the last that was bought in sixty days before."""
    at, person, named = said["timestamp"], said["person_key"], _props(said).get("order_id", "")
    bought = _of(events, person, "Order Completed")
    if not named:
        lately = [one for one in bought if at - _ago(60) <= one["timestamp"] <= at]
        if not lately:
            return {}
        named = _props(lately[-1])["order_id"]
    order = next((one for one in bought if _props(one)["order_id"] == named), None)
    parcel = next((one for one in _of(events, person, "Order Delivered") if _props(one)["order_id"] == named), None)
    found = {}
    if order is not None:
        found["paid"] = float(order["amount"]) * (10 if order["currency"] == "IRT" else 1)
    if parcel is not None and parcel["timestamp"] <= at:
        found |= {"days": _props(parcel)["days"], "late": float(_props(parcel)["late"])}
    return found


def waited_in_branch(events, said):
    """Minutes of the last visit in the seven days before."""
    at = said["timestamp"]
    visits = [one for one in _of(events, said["person_key"], "Store Visited") if at - _ago(7) <= one["timestamp"] <= at]
    return {"branch_minutes": float(_props(visits[-1])["waited"])} if visits else {}


def weeks_before(events, said):
    """E-mails of four weeks, and whether a promise of that time was broken."""
    at = said["timestamp"]

    def lately(*names):
        return [one for one in _of(events, said["person_key"], *names) if at - _ago(28) < one["timestamp"] <= at]

    everything = lately("Email Sent", "Promise Made", "Promise Broken", "Payment Failed", "Page Viewed")
    if not everything:
        return {}
    found = {"mails": float(len(lately("Email Sent"))), "payment_failed": float(bool(lately("Payment Failed")))}
    if lately("Promise Made", "Promise Broken"):
        found["promise_broken"] = float(bool(lately("Promise Broken")))
    return found

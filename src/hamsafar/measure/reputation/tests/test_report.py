"""The report's figures mean what a slow plain twin says they mean; and what stands out is told once, and nothing else."""

import datetime as dt
import itertools
import json
import random

import pytest

from hamsafar.base import calendars
from hamsafar.base.calendars import Period
from hamsafar.collect.mentions import services as mentions
from hamsafar.ground.audit import services as audit
from hamsafar.measure.metrics.tests.planting import plant
from hamsafar.measure.reputation import listening, reporting, spiking
from hamsafar.measure.reputation.listening import Filters, Told
from hamsafar.store.events.services import Scope

from .conftest import DAY, NOW, item

BRANDS = ("own", "kasra")
NETWORKS = ("x", "myket", "")


def world(dice, size):
    """Random reviews and mentions with ratings (so that a feeling is known without reading), answers, and reposts."""
    rows = []
    for number in range(size):
        brands = dice.choice((["own"], ["own"], ["kasra"], ["own", "kasra"], ["kasra", "nobody"]))
        said = {"network": dice.choice(NETWORKS), "about": brands[0], "brands": brands, "text": "…", "reach": dice.choice((0, 5, 90))}
        said |= {"rating": dice.choice((1, 2, 3, 4, 5))} if dice.random() < 0.7 else {}
        name = "Competitor Mentioned" if brands[0] != "own" else dice.choice(("Mention Found", "Review Posted"))
        at = NOW - dice.uniform(0, 40) * DAY
        rows.append(
            {"name": name, "properties": said, "timestamp": at, "unit": dice.choice(("tehran", "isfahan")), "message_id": f"s{number}"}
        )
    for number in range(size // 2):
        about = dice.choice(rows[:size])
        kind = dice.choice(("Mention Answered", "Mention Reopened", "Mention Reposted"))
        said = {"mention": f"shop/{about['message_id']}", "reach": 7}
        at = about["timestamp"] + dice.uniform(0.01, 20) * DAY
        # Only what we say of our own answers counts.
        source = "shop" if kind == "Mention Reposted" else dice.choice(("hamsafar", "hamsafar", "shop"))
        more = {"unit": about["unit"], "message_id": f"z{number}"}
        rows.append({"name": kind, "source": source, "timestamp": at, "properties": said, **more})
    return rows


def put(rows):
    plant([{**row, "properties": json.dumps(row["properties"]), "person_key": 0, "channel": "social"} for row in rows])


class Twin:
    """Everything said in the period, one by one, in plain Python."""

    def __init__(self, rows, since, until, units):
        here = [row for row in rows if row["unit"] in units]
        self.said = [
            self.one(row, here, until)
            for row in here
            if row["name"] in ("Mention Found", "Review Posted", "Competitor Mentioned") and since <= row["timestamp"] < until
            and (row["name"] != "Review Posted" or row["properties"]["network"])
        ]  # fmt: skip

    @staticmethod
    def one(row, rows, until):
        name = f"shop/{row['message_id']}"
        marks = sorted(
            (one for one in rows if one["properties"].get("mention") == name and one.get("source") == "hamsafar"),
            key=lambda one: one["timestamp"],
        )
        echoes = [
            one
            for one in rows
            if one["properties"].get("mention") == name and one["name"] == "Mention Reposted" and one["timestamp"] < until
        ]
        rating = row["properties"].get("rating", 0)
        return {
            **row["properties"], "rating": rating, "feeling": None if not rating else -1 if rating < 2.5 else 0 if rating < 3.5 else 1,
            "at": row["timestamp"], "answered": bool(marks) and marks[-1]["name"] == "Mention Answered",
            "reach": row["properties"]["reach"] + 7 * len(echoes), "reposts": len(echoes),
        }  # fmt: skip

    def own(self):
        return [one for one in self.said if one["about"] == "own"]


@pytest.mark.parametrize("size", [0, 3, 40, 160])
def test_every_figure_agrees_with_its_twin_whether_events_are_found_once_or_each_time(event_store, brands, size):
    rows = world(random.Random(size), size)
    if rows:
        put(rows)
    since, until, units = NOW - 30 * DAY, NOW - 2 * DAY, ("tehran",)
    scope, twin = Scope(units=units, since=since, until=until), Twin(rows, since, until, units)
    agree(Told(scope=scope), twin, since, until)
    with listening.gathered(scope=scope) as known:
        assert known.found is not None
        agree(known, twin, since, until)


def agree(known, twin, since, until):
    own = twin.own()
    told = known.together(listening.OURS)
    felt = [one["feeling"] for one in own if one["feeling"] is not None]
    assert (told.said, told.reach, told.reposts) == (len(own), sum(one["reach"] for one in own), sum(one["reposts"] for one in own))
    assert (told.bad.n, round(told.bad.value * told.bad.n)) == (len(felt), felt.count(-1)) if felt else told.bad is None
    if own:
        assert told.answered.value == pytest.approx(sum(one["answered"] for one in own) / len(own))
    named = [brand for one in twin.said for brand in one["brands"] if brand in BRANDS]
    voices = reporting.voices(known)
    assert {one.brand: (one.said, one.share.n) for one in voices} == {brand: (named.count(brand), len(named)) for brand in set(named)}
    for one in voices:
        alone = [each for each in twin.said if each["brands"] == [one.brand]]
        ratings = [each["rating"] for each in alone if each["rating"]]
        assert (one.rating is None) == (not ratings)
        if ratings:
            assert one.rating.value == pytest.approx(sum(ratings) / len(ratings)) and one.rating.n == len(ratings)
            assert one.score.value == pytest.approx(sum((rating - 3) / 2 for rating in ratings) / len(ratings))
        assert one.reach == sum(each["reach"] for each in twin.said if one.brand in each["brands"])
    assert {one.network: one.told.said for one in reporting.networks(known)} == {
        network: len(list(some)) for network, some in itertools.groupby(sorted(one["network"] for one in own))
    }  # fmt: skip
    almanac = calendars.TEHRAN
    _bucket, stretches = reporting.trend(Period(since=since, until=until), almanac, known)
    assert sorted(known.networks()) == sorted({one["network"] for one in twin.said} - {""})
    assert sum(one.own for one in stretches) == len(own)
    assert sum(one.others for one in stretches) == len(twin.said) - len(own)
    for stretch, following in itertools.pairwise([*stretches, None]):
        end = following.begins if following else until
        assert stretch.own == sum(stretch.begins <= one["at"] < end for one in own)


def test_filters_agree_with_their_twin(event_store, brands):
    rows = world(random.Random(9), 150)
    put(rows)
    twin = Twin(rows, NOW - 50 * DAY, NOW + 30 * DAY, ("tehran", "isfahan"))
    scope = Scope(until=NOW + 30 * DAY)
    for filters, fits in (
        (Filters(answered="yes"), lambda one: one["answered"]),
        (Filters(answered="no", side="own"), lambda one: not one["answered"] and one["about"] == "own"),
        (Filters(ratings=(5,)), lambda one: one["rating"] == 5),
        (Filters(networks=("x",)), lambda one: one["network"] == "x"),
        (Filters(brands=("kasra",)), lambda one: "kasra" in one["brands"]),
        (Filters(feelings=(-1,)), lambda one: one["feeling"] == -1),
    ):
        assert listening.together(filters, scope=scope).said == sum(map(fits, twin.said))


@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_page_shows_brands_networks_and_intervals(hear, client_of, ali, language):
    hear(
        *(item(f"آوند شماره {n}", id=str(n), rating=2.0, at=NOW - DAY) for n in range(4)),
        item("کسرا خوب است", id="k", rating=5.0, at=NOW - DAY),
    )
    page = client_of("ali", language=language).get("/mentions/report?period=last_30_days").content.decode()
    assert ("کسرا" if language == "fa" else "Kasra") in page and "myket" in page and "…" in page
    assert ("۸۰٪" if language == "fa" else "80%") in page


def test_an_empty_report_says_what_to_do(event_store, brands, client_of, dara):
    assert client_of("dara").get("/mentions/report").status_code == 200


def days(*said, usual=(6, 2), before=40):
    return [(0, 0)] * 5 + [usual] * before + list(said)


def test_an_unusual_day_stands_out_and_an_ordinary_one_does_not():
    day = dt.date(2026, 10, 18)
    assert [one.signal for one in spiking.spikes_of(days((40, 12)), day, is_over=True)] == [spiking.Signal.VOLUME]
    assert [one.signal for one in spiking.spikes_of(days((20, 19)), day, is_over=False)] == [spiking.Signal.UNHAPPY]
    assert not spiking.spikes_of(days((40, 12)), day, is_over=False)  # its volume is judged when it is over
    assert not spiking.spikes_of(days((8, 3)), day, is_over=True)
    assert not spiking.spikes_of(days((40, 12), before=5), day, is_over=True)  # nobody knows yet what is usual


def test_a_noisy_month_is_no_news():
    dice, alarms = random.Random(5), 0
    for _ in range(300):
        counts = [max(0, round(dice.gauss(12, 4))) for _ in range(57)]
        alarms += bool(
            spiking.spikes_of([(n, sum(dice.random() < 0.4 for _ in range(n))) for n in counts], dt.date(2026, 10, 18), is_over=True)
        )
    assert alarms <= 4


def test_what_stood_out_yesterday_is_written_down_once_and_shown(hear, client_of, ali):
    quiet = [item(f"آوند روز {n}", id=f"q{n}", at=NOW - n * DAY) for n in range(2, 30)]
    hear(*quiet, *(item(f"آوند خراب است {n}", id=f"s{n}", rating=1.0, at=NOW - DAY) for n in range(25)))
    assert spiking.tell_yesterday() and spiking.tell_yesterday()
    assert audit.count_entries(deed="mentions.spike") == len(spiking.tell_yesterday())
    assert "۲۵" in client_of("ali").get("/mentions/alerts").content.decode()
    assert mentions.OWN == "own"

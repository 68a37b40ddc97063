"""What changed, and where it comes from, on the page."""

import datetime as dt
import json

import pytest

from hamsafar.base import clock
from hamsafar.ground.jobs import services as jobs
from hamsafar.store.events.tests.planting import plant

pytestmark = pytest.mark.django_db(transaction=True)
NOW = dt.datetime(2026, 10, 18, 9, tzinfo=dt.UTC)
BEFORE, SINCE = 40, 5  # days ago


@pytest.fixture(autouse=True)
def today():
    with clock.frozen_at(NOW):
        yield


def told(happy, unhappy, *, days_ago, first=1, **props):
    unit = props.pop("unit", "tehran")
    return [
        {
            "name": "Survey Answered", "timestamp": NOW - dt.timedelta(days=days_ago), "person_key": person, "unit": unit, "channel": "web",
            "properties": json.dumps({"question": "csat", "score": score} | props),
        }
        for person, score in enumerate([5] * happy + [1] * unhappy, first)
    ]  # fmt: skip


def one_team_got_worse(store, **props):
    for days, happy in ((BEFORE, 80), (SINCE, 20)):
        desk = told(happy, 100 - happy, days_ago=days, team="desk", **props)
        plant(store, *desk, *told(160, 40, days_ago=days, team="phone", first=200, **props), first=1 + days * 100)


def home_of(client, **query):
    client.get("/", query)
    jobs.run_due()
    return client.get("/", query).content.decode()


def test_a_change_says_where_it_comes_from(event_store, client_of, ali):
    one_team_got_worse(event_store)
    page = home_of(client_of("ali", language="en"))
    assert "From 80.0% to 60.0%" in page
    assert "Team: <bdi>desk</bdi>" in page
    assert "from 80.0% to 20.0% there" in page
    assert "\N{MINUS SIGN}20.0" in page and "0% of \N{MINUS SIGN}20.0%" in page
    assert "/measures/csat?by=property%3Ateam" in page


def test_the_same_in_persian(event_store, client_of, ali):
    one_team_got_worse(event_store)
    page = home_of(client_of("ali", language="fa"))
    assert "تیم: <bdi>desk</bdi>" in page
    assert "در آن از ۸۰٫۰٪ به ۲۰٫۰٪" in page
    assert "۰٪ از " in page


def test_until_it_is_known_the_page_says_that_it_is_looked_for(event_store, client_of, ali):
    one_team_got_worse(event_store)
    page = client_of("ali", language="en").get("/").content.decode()
    assert "From 80.0% to 60.0%" in page
    assert "Looking for where the changes come from…" in page
    assert 'hx-select="#changed"' in page


def test_what_changed_for_some_only_is_told_apart(event_store, client_of, ali):
    """One team fell as the other rose: together they stayed."""
    plant(event_store, *told(80, 20, days_ago=BEFORE, team="desk"), *told(60, 40, days_ago=BEFORE, team="phone", first=200),
          *told(50, 50, days_ago=SINCE, team="desk"), *told(90, 10, days_ago=SINCE, team="phone", first=200))  # fmt: skip
    page = home_of(client_of("ali", language="en"))
    assert "No measure moved more than chance would move it." in page
    assert "Only for some, while the whole hardly moved" in page
    assert page.index("Team: <bdi>desk</bdi>") < page.index("Team: <bdi>phone</bdi>")  # what got worse first


def test_who_may_not_see_people_reads_a_cause_and_is_led_to_no_list(event_store, client_of, dara):
    one_team_got_worse(event_store, club="none")
    plant(event_store, *told(0, 300, days_ago=SINCE, first=900, club="gold"), *told(50, 0, days_ago=BEFORE, first=900, club="gold"),
          first=5000)  # fmt: skip
    page = home_of(client_of("dara", language="en"))
    assert "club: <bdi>gold</bdi>" in page
    assert "property%3Aclub" not in page


def test_a_member_reads_causes_of_their_units_only(event_store, client_of, kian):
    one_team_got_worse(event_store)
    assert "desk" not in home_of(client_of("kian", language="en"))


@pytest.mark.parametrize(("happy", "written"), [(0, "between"), (60, "between"), (30, "± ")])
def test_an_interval_that_the_scale_cuts_is_written_with_both_ends(event_store, client_of, ali, happy, written):
    plant(event_store, *told(happy, 60 - happy, days_ago=SINCE))
    page = home_of(client_of("ali", language="en"))
    tile = page[page.index("/measures/csat") :][:1200]
    assert written in tile
    assert ("± " in tile) == (written == "± ")

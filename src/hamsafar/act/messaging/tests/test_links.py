"""What a letter's links lead to: opens and clicks told from programs, and wishes that only a person can change."""

import datetime as dt
import json

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from hamsafar.act.messaging import following, tokens, wishes
from hamsafar.act.messaging.following import CLICK, OPEN, TRAP, Hit, judge
from hamsafar.act.messaging.models import HitRow, MessageRow
from hamsafar.base import clock, rate_limits
from hamsafar.decide.contact import services as contact
from hamsafar.ground.jobs import services as jobs
from hamsafar.identify.consent import services as consent
from hamsafar.identify.people import services as people
from hamsafar.identify.people.tests.world import key

from .conftest import NOON, ended, told

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
LATER = NOON + dt.timedelta(minutes=20)


@pytest.fixture(autouse=True)
def _no_limits():
    rate_limits.forget_all()


@pytest.fixture
def sent(mail, office, write):
    """A letter that arrived at noon, with a button."""
    deed = write(url="https://avand.example/offers?utm=1", button={"fa": "ببینید"}, purpose="marketing")
    assert ended(deed).outcome == "done"
    return MessageRow.objects.get()


def path(name: str, row, tail: str = "") -> str:
    return f"/m/{name}/{tokens.token_of(row.id)}{tail}"


def get(address: str, agent: str = FIREFOX, method: str = "get", **more):
    return getattr(Client(headers={"User-Agent": agent}), method)(address, **more)


def judged(at: dt.datetime = LATER) -> list[tuple[str, float, tuple[str, ...]]]:
    with clock.frozen_at(at + dt.timedelta(minutes=2)):
        jobs.run_due()
    found = [event for event in told() if event.name in ("Email Opened", "Email Link Clicked")]
    return [(event.name, json.loads(event.properties)["human"], event.flags) for event in found]


def test_a_letter_that_somebody_opens_and_clicks_in_is_told_with_a_probability(sent):
    with clock.frozen_at(LATER):
        pixel = get(path("o", sent, ".gif"))
        assert pixel["Content-Type"] == "image/gif" and "no-store" in pixel["Cache-Control"]
        click = get(path("c", sent, "/0"))
        assert (click.status_code, click["Location"]) == (302, "https://avand.example/offers?utm=1")
    (opened, likely, flags), (clicked, surely, _) = judged()
    assert (opened, clicked, flags) == ("Email Opened", "Email Link Clicked", ())
    assert likely > 0.9 and surely > 0.9
    sent.refresh_from_db()
    assert (sent.opened, sent.clicked) == (surely, surely)
    assert [json.loads(event.properties).get("url") for event in told()][-1] == "https://avand.example/offers"


@pytest.mark.parametrize("agent", ["", "Mimecast-URL-Scanner", "python-requests/2.32", "Mozilla/5.0 (compatible; Proofpoint)"])
def test_programs_that_fetch_letters_are_marked(sent, agent):
    with clock.frozen_at(LATER):
        get(path("o", sent, ".gif"), agent)
        get(path("c", sent, "/0"), agent)
    assert [(human, flags) for _, human, flags in judged()] == [(0.02, ("bot",))] * 2


def test_whoever_follows_the_link_that_nobody_sees_is_a_program_in_all_it_does(sent):
    with clock.frozen_at(LATER):
        get(path("c", sent, "/0"))
        assert get(path("x", sent)).status_code == 204
    assert [(human, flags) for _, human, flags in judged()] == [(0.02, ("bot",))]


def test_what_is_judged_once_is_not_told_again(sent):
    with clock.frozen_at(LATER):
        get(path("o", sent, ".gif"))
    assert len(judged()) == 1
    with clock.frozen_at(LATER + dt.timedelta(minutes=3)):
        assert following.judge_all(sent.id) == 0
    assert HitRow.objects.count() == 0


def test_nobody_can_make_a_letter_lead_elsewhere_or_find_another(sent):
    for address in (path("c", sent, "/1"), path("c", sent, "/99"), "/m/c/" + "A" * 38 + "/0", "/m/u/nonsense", "/m/p/" + "x" * 38):
        answer = get(address)
        assert answer.status_code == 404, address
        assert "avand.example" not in answer.content.decode()


def test_a_flood_of_fetches_is_bounded(sent):
    with clock.frozen_at(LATER):
        for n in range(30):
            following.note(sent.id, OPEN, agent=FIREFOX, method="GET", place=str(n))
    assert HitRow.objects.count() <= following.MOST
    assert len(jobs.list_jobs(name=following.JOB)) == 1, "one look at them all"


def test_one_line_that_fetches_without_end_waits_whatever_address_it_takes(sent, monkeypatch):
    monkeypatch.setattr("hamsafar.act.messaging.public.PER_ADDRESS", rate_limits.Limit(tries=2, seconds=60))
    codes = [get(path("o", sent, ".gif"), REMOTE_ADDR=address).status_code for address in ("2001:db8::1", "2001:db8::2", "2001:db8::3")]
    assert codes == [200, 200, 429]
    assert get(path("o", sent, ".gif"), REMOTE_ADDR="2001:db8:0:1::1").status_code == 200


hits = st.builds(
    Hit,
    kind=st.sampled_from([OPEN, CLICK, TRAP]),
    link=st.integers(0, 4),
    at=st.integers(0, 3600).map(lambda seconds: NOON + dt.timedelta(seconds=seconds)),
    agent=st.sampled_from([FIREFOX, "Mozilla/5.0", "curl/8", "", "GoogleImageProxy"]),
    method=st.sampled_from(["GET", "HEAD"]),
    place=st.sampled_from(["a", "b"]),
)


@given(hits, st.lists(hits, max_size=6), st.randoms())
def test_a_judgement_is_a_probability_and_knows_no_order(hit, others, random):
    shuffled = list(others)
    random.shuffle(shuffled)
    assert 0 <= judge(hit, others, NOON) == judge(hit, shuffled, NOON) <= 1
    assert judge(hit, [*others, Hit(kind=TRAP, link=0, at=hit.at, agent="", method="GET", place=hit.place)], NOON) <= 0.02


def test_all_links_within_seconds_are_not_a_readers_doing():
    all_at_once = [Hit(kind=CLICK, link=n, at=LATER, agent=FIREFOX, method="GET", place="a") for n in range(4)]
    assert judge(all_at_once[0], all_at_once, NOON) <= 0.1
    assert judge(all_at_once[0], all_at_once[:1], NOON) > 0.9
    too_soon = Hit(kind=CLICK, link=0, at=NOON + dt.timedelta(seconds=1), agent=FIREFOX, method="GET", place="a")
    assert judge(too_soon, [], NOON) < 0.2


# Wishes


def allows(channel: str = "email", purpose: str = "marketing") -> bool:
    return contact.look(key("sara"), purpose=purpose, channel=channel, at=LATER) is None


def test_one_click_in_the_mail_program_takes_effect_at_once(sent):
    answer = Client().post(path("u", sent), "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, answer.content) == (200, b"")
    assert not allows() and allows("sms") and allows(purpose="surveys")
    assert "Unsubscribed" in [event.name for event in told()]
    Client().post(path("u", sent), {"List-Unsubscribe": "One-Click"})
    assert [event.name for event in told()].count("Unsubscribed") == 1
    assert len(consent.history(key("sara"))) == 1


@pytest.mark.parametrize("name", ["u", "p"])
@pytest.mark.parametrize("method", ["get", "head"])
def test_a_scanner_that_follows_links_unsubscribes_nobody(sent, name, method):
    for tail in ("", "?leave=1", "?List-Unsubscribe=One-Click", "?allow="):
        assert get(path(name, sent, tail), "Mimecast", method).status_code == 200
    assert consent.history(key("sara")) == () and allows()


def test_the_unsubscribe_page_asks_and_then_does(sent):
    page = get(path("u", sent)).content.decode()
    assert "لغو اشتراک؟" in page and "<script" not in page
    done = Client().post(path("u", sent)).content.decode()
    assert "دیگر چنین پیام‌هایی نمی‌گیرید" in done
    (entry,) = consent.history(key("sara"))
    assert (entry.purpose, entry.channel, entry.choice) == ("marketing", "email", "withdrawn")
    assert "unsubscribe page" in entry.evidence


def test_the_unsubscribe_page_names_the_channel_of_the_message(sent):
    MessageRow.objects.update(channel="sms")
    assert "دیگر با پیامک پیامی از ما" in get(path("u", sent)).content.decode()
    assert "با پیامک نمی‌خواهید" in Client().post(path("u", sent)).content.decode()


@pytest.mark.parametrize(("language", "words"), [("fa", "چه چیزهایی برایتان بفرستیم"), ("en", "What we may send you")])
def test_a_customer_chooses_what_may_be_sent_and_the_ledger_knows_what_they_read(sent, language, words):
    page = get(path("p", sent, f"?lang={language}")).content.decode()
    assert words in page and page.count("checked") == len(wishes.EVERYTHING) * len(wishes.CHANNELS)
    with clock.frozen_at(LATER):
        answer = Client().post(
            path("p", sent, f"?lang={language}"), {"allow": ["surveys.email", "marketing.sms", "surveys.sms", "surveys.telegram"]}
        )
        assert answer.status_code == 303
        assert allows(purpose="surveys") and allows("sms") and not allows("email") and not allows("telegram")
    assert {(entry.purpose, entry.channel, entry.choice.value) for entry in consent.history(key("sara"))} == {
        ("marketing", "email", "withdrawn"),
        ("marketing", "telegram", "withdrawn"),
    }
    entry = consent.history(key("sara"))[0]
    assert (entry.text_version, entry.language) == ("preferences/1", language) and entry.wording
    with clock.frozen_at(LATER):
        assert get(answer["Location"]).content.decode().count("checked") == 4


def test_a_customer_can_come_back(sent):
    with clock.frozen_at(LATER):
        Client().post(path("p", sent), {"leave": "1"})
        assert not allows() and not allows(purpose="surveys") and not allows("sms")
    with clock.frozen_at(LATER + dt.timedelta(minutes=1)):
        Client().post(path("p", sent), {"allow": ["marketing.email"]})
        assert contact.look(key("sara"), purpose="marketing", channel="email") is None
        assert contact.look(key("sara"), purpose="surveys", channel="email") is not None


def test_saving_what_is_there_decides_nothing_anew(sent):
    Client().post(path("p", sent), {"allow": [wish.name for wish in wishes.wishes_of(key("sara"), "fa")]})
    assert consent.history(key("sara")) == ()


def test_after_somebody_is_forgotten_their_letters_lead_nowhere(sent):
    MessageRow.objects.filter(person__in=people.keys_of_person(key("sara"))).delete()
    assert get(path("p", sent)).status_code == 404
    assert get(path("o", sent, ".gif")).status_code in (200, 404)
    assert Client().post(path("u", sent), {"List-Unsubscribe": "One-Click"}).status_code == 404


def test_no_page_of_a_letter_names_its_reader(sent):
    for address in (path("p", sent), path("u", sent)):
        page = get(address).content.decode()
        assert "sara" not in page and "سارا" not in page

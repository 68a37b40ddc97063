"""The ways to ask, at their doors and on the page of the team."""

import csv
import html
import io
import uuid

import pytest
from django.conf import settings
from django.test import Client

from hamsafar.collect.intake import services as intake
from hamsafar.collect.surveys import editing, kiosks, links, services
from hamsafar.collect.surveys import ways as w
from hamsafar.collect.surveys.models import AnswerRow, InvitationRow, SubmissionRow
from hamsafar.collect.surveys.ways import Ways

from .conftest import Person, answers_told
from .examples import options, question, survey, when

pytestmark = pytest.mark.django_db
CHOOSING = survey(
    question("nps", "likely", required=True),
    question("text", "sorry", show_if=when("answer:likely", "at_most", 6.0)),
    question("choices", "good", options=options("speed", "price"), most=1),
)


def page_of(client, found, part: str = "") -> str:
    return client.get(f"/surveys/{found.id}/ways{part}").content.decode()


# The page


def test_ali_sees_every_way_with_what_came_by_it(client_of, ali, short):
    Person(f"/s/{short.slug}").send(likely="9").send(why="…")
    Person(f"/s/{short.slug}?qr=1").send(likely="3")
    page = page_of(client_of("ali"), short)
    assert f"/s/{short.slug}" in page and "data-hamsafar" in page
    assert links.tally(short.id) == {"link": links.Tally(begun=1, finished=1), "qr": links.Tally(begun=1)}


def test_dara_sees_the_ways_and_changes_none(client_of, dara, publish):
    short = publish(unit="retail")
    dara_page = client_of("dara")
    assert "data-copy" in page_of(dara_page, short)
    assert dara_page.post(f"/surveys/{short.id}/ways/access", {"access": "invited"}).status_code == 403
    assert editing.ways_of(short.id).access == "open"


def test_the_link_is_closed_with_a_pin_from_the_page(client_of, ali, short):
    client_of("ali").post(f"/surveys/{short.id}/ways/access", {"access": "pin", "pin": "۱۴۰۵", "closes": "1420/01/01", "most": "۵۰"})
    found = editing.ways_of(short.id)
    assert (found.access, found.pin, found.most, found.closes_at is not None) == ("pin", "1405", 50, True)
    assert "PIN" in Person(f"/s/{short.slug}?lang=en").page


def test_what_brings_the_widget_to_a_site_stands_beside_it(client_of, ali, short):
    first, other = intake.create_source("Shop", slug="shop"), intake.create_source("Club", slug="club")
    intake.create_source("Till", slug="till", kind=intake.SourceKind.SERVER)
    page = html.unescape(page_of(client_of("ali"), short))
    assert intake.snippet(first.live_key, settings.PUBLIC_URL, surveys=True) in page
    assert f'data-key="{first.live_key}"' in page and 'value="till"' not in page and other.live_key not in page
    chosen = html.unescape(page_of(client_of("ali"), short, "?site=club"))
    assert f'h.load("{other.live_key}", {{"surveys": true}})' in chosen and first.live_key not in chosen


def test_only_sites_on_which_the_widget_may_show_itself_are_offered(client_of, ali, short):
    first, other = intake.create_source("Shop", slug="shop"), intake.create_source("Club", slug="club")
    services.change_ways(short.id, Ways(widget=w.Widget(is_on=True, sources=("club",))), by=None)
    page = page_of(client_of("ali"), short, "?site=shop")
    assert other.live_key in page and first.live_key not in page


def test_without_a_site_the_way_to_make_one_is_shown(client_of, ali, short):
    assert 'href="/sources/new"' in page_of(client_of("ali"), short)


@pytest.mark.parametrize("typed", ["1405", " ۱۴۰۵ ", "١٤٠٥"])
def test_a_pin_may_be_typed_in_the_digits_of_any_keyboard(short, typed):
    services.change_ways(short.id, Ways(access="pin", pin="1405"), by=None)
    assert Client().post(f"/s/-/pin/{short.slug}", {"pin": "1406"}).status_code == 422
    assert Client().post(f"/s/-/pin/{short.slug}", {"pin": typed}).status_code == 303


@pytest.mark.parametrize("given", [{"access": "pin", "pin": "12"}, {"access": "everyone"}, {"most": "-1"}, {"opens": "32 Mehr"}])
def test_what_makes_no_sense_is_refused_and_changes_nothing(client_of, ali, short, given):
    assert client_of("ali").post(f"/surveys/{short.id}/ways/access", {"access": "open", **given}).status_code in (400, 422)
    assert editing.ways_of(short.id) == Ways()


def test_a_site_that_is_named_may_frame_the_survey_from_the_first_page_to_the_last(client_of, ali, short):
    client_of("ali").post(f"/surveys/{short.id}/ways/frames", {"origins": "shop.example\nhttp://localhost:3000/"})
    assert editing.ways_of(short.id).framed_by == ("https://shop.example", "http://localhost:3000")
    person = Person(f"/s/{short.slug}?embed=1")
    assert "frame-ancestors https://shop.example" in person.answer["Content-Security-Policy"]
    action = person.page.split('action="')[1].split('"')[0]
    sent = person.client.post(action, {**person.fields, "a.likely": "9"})
    assert "embed=1" in sent["Location"]
    after = person.client.get(sent["Location"])
    assert "frame-ancestors https://shop.example" in after["Content-Security-Policy"]
    assert "X-Frame-Options" not in after


def test_the_picture_of_the_link_comes_in_both_forms(client_of, ali, short):
    client = client_of("ali")
    drawing = client.get(f"/surveys/{short.id}/qr.svg")
    assert drawing["Content-Type"] == "image/svg+xml" and f"/s/{short.slug}?qr=1".encode() in drawing.content
    assert client.get(f"/surveys/{short.id}/qr.png").content.startswith(b"\x89PNG")


# Single-use links


def test_single_use_links_come_as_a_file_and_work_once_each(client_of, ali, short):
    client = client_of("ali")
    client.post(f"/surveys/{short.id}/ways/links", {"name": "رسیدها", "count": "۴۵۰"})
    (batch,) = links.list_batches(short.id)
    body = b"".join(client.get(f"/surveys/{short.id}/ways/links/{batch.id}.csv").streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(body)))
    assert [row["number"] for row in rows] == [str(n) for n in range(1, 451)]
    assert len({row["link"] for row in rows}) == 450
    path = "/" + rows[0]["link"].split("/", 3)[3]
    assert Person(path).send(likely="9").send(why="…").has_ended
    assert Person(path).status == 409
    assert links.list_batches(short.id)[0].finished == 1
    services_by_way = links.tally(short.id)
    assert services_by_way["link"].finished == 1


def test_withdrawn_links_say_so_and_take_nothing(short):
    batch = links.make_links(short.id, name="", count=2)
    links.withdraw_links(short.id, batch.id, by=None)
    token = services.find_invitation(InvitationRow.objects.first().id).token
    assert Person(f"/s/i/{token}").status == 410


def test_too_many_links_are_refused(short):
    with pytest.raises(links.errors.TooManyLinks):
        links.make_links(short.id, name="", count=links.MOST_LINKS + 1)
    assert not InvitationRow.objects.exists()


# Devices


@pytest.fixture
def kiosk(publish):
    found = publish(CHOOSING)
    return kiosks.add_kiosk(found.id, name="صندوق ۱")


def path_of(kiosk) -> str:
    return "/" + kiosk.url.split("/", 3)[3]


def entry(kiosk, **more):
    version = editing.get_row(kiosk.survey_id).version_id
    usual = {"id": str(uuid.uuid4()), "version": version, "language": "fa", "asked": ["likely", "good"], "ago": 3600, "took": 20}
    return {**usual, "fields": {"a.likely": ["9"], "a.good": ["price"]}, **more}


def bring(kiosk, *entries):
    return Client().post(f"{path_of(kiosk)}/sync", {"entries": list(entries)}, content_type="application/json")


def test_a_device_gets_all_that_it_needs_in_every_language(kiosk):
    assert Client().get(path_of(kiosk)).status_code == 200
    pack = Client().get(f"{path_of(kiosk)}/pack").json()
    assert [language["code"] for language in pack["languages"]] == ["fa", "en"]
    assert set(pack["languages"][0]["questions"]) == {"likely", "sorry", "good"}
    assert pack["rules"]["questions"][1]["show_if"]["tests"][0]["what"] == "answer:likely"


def test_what_a_device_brings_is_kept_once_with_the_time_that_it_was_said(kiosk):
    said = entry(kiosk)
    for _ in range(3):
        assert bring(kiosk, said).json()["results"] == {said["id"]: "kept"}
    (row,) = SubmissionRow.objects.all()
    assert (row.way, row.channel, row.is_test, row.about) == ("kiosk", "store", False, {"device": "صندوق ۱"})
    assert row.finished_at is not None and (row.finished_at - row.started_at).total_seconds() + 3580 > 3590
    assert sorted(each["question_id"] for each in answers_told().values()) == ["good", "likely"]
    assert editing.get_survey(kiosk.survey_id).finished == 1


def test_two_devices_with_the_same_number_are_two_people(kiosk):
    other = kiosks.add_kiosk(kiosk.survey_id, name="۲")
    said = entry(kiosk)
    bring(kiosk, said)
    bring(other, said)
    assert SubmissionRow.objects.count() == 2


def test_somebody_who_walked_away_is_kept_half_done(kiosk):
    bring(kiosk, entry(kiosk, asked=["likely"], fields={"a.likely": ["3"]}))
    (row,) = SubmissionRow.objects.all()
    assert row.finished_at is None
    assert [answer.question for answer in row.answers.all()] == ["likely"]


def test_what_cannot_be_taken_is_left_out_and_the_rest_kept(kiosk):
    bring(kiosk, entry(kiosk, fields={"a.likely": ["9"], "a.good": ["gold", "' or 1=1"]}))
    assert {row.question: row.answer for row in AnswerRow.objects.all()} == {"likely": '{"score":9.0}', "good": "{}"}


def test_a_way_that_the_survey_does_not_go_is_not_gone(kiosk):
    bring(kiosk, entry(kiosk, asked=["sorry", "good"], fields={"a.sorry": ["…"], "a.good": ["price"]}))
    assert not SubmissionRow.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"version": 999_999},
        {"id": "x"},
        {"asked": "likely"},
        {"fields": {"a.likely": 9}},
        {"ago": "now"},
        {"version": 2**70},
        {"ago": 1e300},
    ],
)
def test_hostile_parcels_change_nothing(kiosk, wrong):
    answer = bring(kiosk, entry(kiosk, **wrong))
    assert answer.status_code in (200, 400, 422)
    assert not SubmissionRow.objects.exclude(last_at__year__gte=2000).exists()
    if wrong != {"ago": 1e300}:
        assert not SubmissionRow.objects.exists()


def test_a_revoked_device_gets_and_brings_nothing(kiosk):
    kiosks.revoke_kiosk(kiosk.survey_id, kiosk.id, by=None)
    assert bring(kiosk, entry(kiosk)).status_code == 404
    assert Client().get(f"{path_of(kiosk)}/pack").status_code == 404
    assert "data-pack" not in Client().get(path_of(kiosk)).content.decode()
    assert not SubmissionRow.objects.exists()


def test_a_parcel_that_is_nested_too_deep_is_refused(kiosk):
    deep = b'{"entries": [], "more": ' + b"[" * 100_000
    assert Client().post(f"{path_of(kiosk)}/sync", deep, content_type="application/json").status_code in (400, 422)


def test_a_forged_address_is_no_device(kiosk):
    forged = path_of(kiosk)[:-3] + "abc"
    assert Client().post(f"{forged}/sync", {"entries": []}, content_type="application/json").status_code == 404


def test_answers_given_before_the_survey_closed_are_kept_when_they_arrive_after_it(kiosk):
    editing.change_state(kiosk.survey_id, services.State.CLOSED, by=None)
    late = entry(kiosk, ago=0)
    assert bring(kiosk, entry(kiosk, ago=3600), late).json()["results"][late["id"]] == "survey_closed"
    assert SubmissionRow.objects.count() == 1


# The widget's form


@pytest.mark.usefixtures("_migrated_events")
def test_rules_of_the_widget_are_kept_as_they_were_chosen(client_of, ali, short):
    given = {
        "is_on": "1", "on": ["scroll", "click"], "scroll": "۷۰", "selector": "#help", "share": "25", "again_days": "90", "place": "middle",
        "address.0.op": "starts", "address.0.text": "/cart", "address.1.op": "pattern", "address.1.text": "/a/*", "address.1.not": "1",
        "only_if.who": "everyone",
    }  # fmt: skip
    assert client_of("ali").post(f"/surveys/{short.id}/ways/widget", given).status_code == 302
    assert editing.ways_of(short.id).widget == w.Widget(
        is_on=True, on=("scroll", "click"), scroll=70, selector="#help", share=25, again_days=90, place="middle",
        addresses=(w.Address(op="starts", text="/cart"), w.Address(op="pattern", text="/a/*", is_not=True)),
    )  # fmt: skip


@pytest.mark.usefixtures("_migrated_events")
def test_a_click_without_saying_on_what_is_refused(client_of, ali, short):
    answer = client_of("ali").post(f"/surveys/{short.id}/ways/widget", {"is_on": "1", "on": "click", "only_if.who": "everyone"})
    assert answer.status_code == 422
    assert editing.ways_of(short.id) == Ways()


@pytest.mark.usefixtures("_migrated_events")
def test_a_condition_is_kept_in_the_language_of_segments(client_of, ali, short):
    given = {
        "is_on": "1", "only_if.who": "some", "only_if.0.join": "all", "only_if.0.0.kind": "trait", "only_if.0.0.name": "city",
        "only_if.0.0.op": "is", "only_if.0.0.value": "یزد",
    }  # fmt: skip
    assert client_of("ali").post(f"/surveys/{short.id}/ways/widget", given).status_code == 302
    assert '"city"' in editing.ways_of(short.id).widget.only_if
    assert "یزد" in page_of(client_of("ali"), short)

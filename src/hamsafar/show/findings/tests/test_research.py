"""Research: sessions, who took part and agreed, what was said and what it is about, beside the numbers; and how it is forgotten."""

import datetime as dt
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hamsafar.base import clock
from hamsafar.collect.intake.models import OutboxRow
from hamsafar.collect.intake.outbox import _decode
from hamsafar.collect.research import services as research
from hamsafar.collect.research.models import ParticipantRow, PassageRow, RecordingRow
from hamsafar.collect.research.services import Agreed, Kind
from hamsafar.ground.audit import services as audit
from hamsafar.identify.people import services as people
from hamsafar.identify.people.tests.world import identify, key

NOW = dt.datetime(2026, 10, 18, 8, 30, tzinfo=dt.UTC)
SOUND = b"ID3" + bytes(range(256)) * 8


@pytest.fixture
def session(ali):
    with clock.frozen_at(NOW):
        yield research.save_session(
            title="گفت‌وگو دربارهٔ تحویل", kind=Kind.INTERVIEW, at=NOW, unit="tehran", notes="خیلی منتظر ماند.", by=ali
        )


@pytest.fixture
def sara(session):
    people.observe([identify(user="sara", email="sara@example.com", traits='{"name": "سارا محمدی"}', unit="tehran")])
    return key("sara")


def add(client, session, **said):
    return client.post(f"/research/{session.id}/participants", {"label": "م۱", "agreed": "written", "who": "", **said})


@pytest.mark.parametrize("language", ["fa", "en"])
def test_a_session_is_written_down_and_what_was_said_is_coded(event_store, session, sara, client_of, ali, language):
    alis = client_of("ali", language=language)
    assert add(alis, session, who="sara@example.com").status_code == 302
    (one,) = research.get_session(session.id).participants
    assert one.person == sara
    said = {
        "quote": "سه روز منتظر پیک ماندم",
        "topics": ["delivery_time", "courier"],
        "feeling": "-1",
        "participant": one.id,
        "second": "12:30",
    }
    assert alis.post(f"/research/{session.id}/passages", said).status_code == 302
    page = alis.get(f"/research/{session.id}").content.decode()
    assert "سه روز منتظر پیک ماندم" in page and "سارا محمدی" in page and "12:30" in page
    (event,) = [_decode(bytes(row.event)) for row in OutboxRow.objects.all()]
    assert (event.name, people.key_of_event(event), event.timestamp) == ("Research Quoted", sara, NOW)
    assert "گفت‌وگو دربارهٔ تحویل" in alis.get("/research").content.decode()


def test_quotes_stand_beside_the_numbers_of_their_topics(event_store, session, client_of, ali, dara):
    research.add_passage(session.id, "پیک دیر آمد", topics=["courier"], by=ali)
    research.add_passage(session.id, "قیمت خوب بود", topics=["price"], by=ali)
    alis = client_of("ali")
    shown = alis.get("/research/quotes?topic=courier&period=last_90_days").content.decode()
    assert "پیک دیر آمد" in shown and "قیمت خوب بود" not in shown
    assert "/research/quotes?topic=courier" in alis.get("/comments?topic=courier").content.decode()
    assert "/research/quotes?topic=courier" in alis.get("/comments/topics/t/courier").content.decode()
    assert "/research/quotes" not in client_of("dara").get("/comments").content.decode()
    assert client_of("dara").get("/research/quotes").status_code == 403
    assert not alis.get("/research/quotes?topic=loan").content.strip()


def test_nothing_is_recorded_unless_everybody_agreed(session, client_of, ali):
    alis, file = client_of("ali"), lambda: {"file": SimpleUploadedFile("a.mp3", SOUND)}
    assert alis.post(f"/research/{session.id}/recordings", file()).status_code == 422
    add(alis, session)
    add(alis, session, label="م۲", agreed="not")
    assert alis.post(f"/research/{session.id}/recordings", file()).status_code == 422
    refusing = ParticipantRow.objects.get(label="م۲")
    alis.post(f"/research/{session.id}/participants/{refusing.id}/drop")
    assert alis.post(f"/research/{session.id}/recordings", file()).status_code == 302
    assert RecordingRow.objects.get().type == "audio/mpeg"


def test_what_is_no_recording_or_too_large_is_refused_and_not_kept(session, client_of, ali, monkeypatch):
    from hamsafar.collect.research import recordings

    add(client_of("ali"), session)
    before = set(recordings.folder().iterdir())
    for name, content in (("a.mp3", b"<html>"), ("a.mp3", b""), ("a.mp3", b"MZ" + bytes(50))):
        client_of("ali").post(f"/research/{session.id}/recordings", {"file": SimpleUploadedFile(name, content)})
    monkeypatch.setattr(recordings, "LARGEST", 100)
    assert client_of("ali").post(f"/research/{session.id}/recordings", {"file": SimpleUploadedFile("a.mp3", SOUND)}).status_code == 422
    assert not RecordingRow.objects.exists() and set(recordings.folder().iterdir()) == before


def test_a_recording_is_on_the_disk_before_anybody_hears_of_it(session, client_of, ali, monkeypatch):
    from hamsafar.base import uploads

    settled = []
    monkeypatch.setattr(uploads, "settle", lambda *paths: settled.extend((path.name, path.read_bytes()) for path in paths))
    add(client_of("ali"), session)
    one = research.add_recording(session.id, [SOUND], name="a.mp3", by=ali)
    assert settled == [(one.id.hex, SOUND)]


@pytest.mark.parametrize(
    ("asked", "status", "first", "last"),
    [
        ("", 200, 0, len(SOUND) - 1),
        ("bytes=10-19", 206, 10, 19),
        ("bytes=2000-", 206, 2000, len(SOUND) - 1),
        ("bytes=-5", 206, len(SOUND) - 5, len(SOUND) - 1),
    ],
)
def test_a_recording_is_played_from_any_place(session, client_of, ali, asked, status, first, last):
    add(client_of("ali"), session)
    one = research.add_recording(session.id, [SOUND], name="a.mp3", by=ali)
    answer = client_of("ali").get(f"/research/{session.id}/recordings/{one.id}", headers={"Range": asked} if asked else {})
    assert (answer.status_code, answer["Content-Type"]) == (status, "audio/mpeg")
    assert b"".join(answer.streaming_content) == SOUND[first : last + 1]
    assert client_of("ali").get(f"/research/{session.id}/recordings/{one.id}", headers={"Range": "bytes=99999-"}).status_code == 416


def test_a_listening_is_written_down_once_from_wherever_it_begins(session, client_of, ali, bahar):
    add(client_of("ali"), session)
    one, other = (research.add_recording(session.id, [SOUND], name="a.mp3", by=ali) for _ in range(2))

    def listen(to, part):
        assert client_of("ali").get(f"/research/{session.id}/recordings/{to.id}", headers={"Range": part}).status_code == 206

    def lines():
        return [entry.facts["recording"] for entry in audit.list_entries(deed="research.recording_played")]

    for part in ("bytes=700-", "bytes=0-99", "bytes=100-199"):
        listen(one, part)
    assert lines() == [str(one.id)]
    listen(other, "bytes=-5")
    assert sorted(lines()) == sorted([str(one.id), str(other.id)])
    with clock.frozen_at(NOW + dt.timedelta(hours=3)):
        listen(one, "bytes=10-")
    assert lines().count(str(one.id)) == 2


def test_what_is_taken_out_of_a_session_is_taken_back_on_the_timeline_too(session, sara, ali):
    who = research.Who(person=sara, identifier=people.identifiers_of(sara)[0].identifier)
    one = research.add_participant(session.id, label="م۱", agreed=Agreed.SPOKEN, who=who, by=ali)
    first, second = (research.add_passage(session.id, quote, topics=[], participant=one.id, by=ali) for quote in ("دیر شد", "گران بود"))
    unnamed = research.add_passage(session.id, "کسی گفت", topics=[], by=ali)
    research.drop_passage(session.id, unnamed.id, by=ali)
    research.drop_passage(session.id, first.id, by=ali)
    research.drop_participant(session.id, one.id, by=ali)
    told = [_decode(bytes(row.event)) for row in OutboxRow.objects.order_by("id")]
    assert [event.name for event in told] == ["Research Quoted"] * 2 + ["Research Quote Withdrawn"] * 2
    assert [json.loads(event.properties)["passage_id"] for event in told[2:]] == [str(first.id), str(second.id)]
    assert {people.key_of_event(event) for event in told} == {sara}


def test_whose_voice_is_recorded_stays_named_until_the_recording_is_gone(session, client_of, ali):
    add(client_of("ali"), session)
    recording = research.add_recording(session.id, [SOUND], name="a.mp3", by=ali)
    theirs = ParticipantRow.objects.get()
    drop = f"/research/{session.id}/participants/{theirs.id}/drop"
    assert client_of("ali").post(drop).status_code == 409
    assert ParticipantRow.objects.exists()
    research.drop_recording(session.id, recording.id, by=ali)
    client_of("ali").post(drop)
    assert not ParticipantRow.objects.exists()


def test_forgetting_a_participant_takes_the_recording_and_what_they_said(session, sara, ali):
    who = research.Who(person=sara, identifier=people.identifiers_of(sara)[0].identifier)
    one = research.add_participant(session.id, label="م۱", agreed=Agreed.SPOKEN, who=who, by=ali)
    recording = research.add_recording(session.id, [SOUND], name="a.mp3", by=ali)
    research.add_passage(session.id, "دیر شد", topics=["courier"], participant=one.id, by=ali)
    assert research.forget([sara]) == 1
    assert not research.path_of(recording.id).exists()
    ParticipantRow.objects.filter(person__in=[sara]).delete()  # as config/privacy.py has it done
    assert not PassageRow.objects.exists()


def test_kian_sees_nothing_of_another_unit(event_store, session, client_of, ali, db):
    from django.test import Client

    from hamsafar.ground.organisation import services as organisation

    lead = organisation.create_member(
        email="lead@example.com",
        name="Lead",
        password="travel with me 1405",
        grants=[organisation.Grant(role=organisation.Role.CX_LEAD, unit="parts")],
    )
    client = Client()
    client.force_login(lead)
    research.add_passage(session.id, "پیک دیر آمد", topics=["courier"], by=ali)
    assert "تحویل" not in client.get("/research").content.decode().split("<main")[1]
    for path in ("", "/edit"):
        assert client.get(f"/research/{session.id}{path}").status_code == 404
    assert "پیک" not in client.get("/research/quotes?topic=courier").content.decode()
    assert client.post(f"/research/{session.id}/passages", {"quote": "x"}).status_code == 404


def test_forms_that_are_wrong_are_shown_again(session, client_of, ali):
    alis = client_of("ali")
    assert alis.post(f"/research/{session.id}/passages", {"quote": ""}).status_code == 422
    assert alis.post(f"/research/{session.id}/passages", {"quote": "x", "topics": ["nonsense"]}).status_code == 422
    assert add(alis, session, who="nobody@example.com").status_code == 422
    assert alis.post("/research/new", {"title": ""}).status_code == 422
    assert alis.post("/research/new", {"title": "یادداشت", "kind": "field_note", "day": "1405/07/20"}).status_code == 302
    assert {one.title for one in research.list_sessions()} == {"گفت‌وگو دربارهٔ تحویل", "یادداشت"}
    assert alis.post(f"/research/{session.id}/archive").status_code == 302
    assert alis.get(f"/research/{session.id}").status_code == 404


def test_what_was_said_is_found_by_persona_and_by_step_of_the_journey(event_store, session, client_of, ali):
    alis = client_of("ali", language="en")
    assert 'name="persona"' not in alis.get("/research").content.decode()  # nothing to choose yet
    add(alis, session, persona="  هدیه‌خر ")
    (one,) = research.get_session(session.id).participants
    assert one.persona == "هدیه‌خر"
    waited = {"quote": "سه روز منتظر ماندم", "topics": ["courier"], "participant": one.id, "step": "انتظار برای بسته"}
    alis.post(f"/research/{session.id}/passages", waited)
    alis.post(f"/research/{session.id}/passages", {"quote": "پرداخت راحت بود", "topics": ["payment"], "step": "پرداخت"})
    shown = alis.get("/research", {"step": "انتظار برای بسته"}).content.decode()
    assert "سه روز منتظر ماندم" in shown and "پرداخت راحت بود" not in shown
    shown = alis.get("/research", {"persona": "هدیه‌خر"}).content.decode()
    assert "سه روز منتظر ماندم" in shown and "پرداخت راحت بود" not in shown
    assert [each.title for each in research.list_sessions(persona="هدیه‌خر")] == [session.title]
    assert research.list_sessions(persona="کسی دیگر") == []
    assert '<option value="پرداخت">' in alis.get(f"/research/{session.id}").content.decode()

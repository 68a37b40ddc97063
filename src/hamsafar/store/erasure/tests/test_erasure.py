"""Forgetting a person everywhere: what is asked for at the door, and what lies on the disk afterwards."""

import datetime as dt
import io
import json
import os
import zipfile
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.test import override_settings

from hamsafar.base import clock
from hamsafar.base.errors import NotFound
from hamsafar.base.eventstore import store
from hamsafar.collect.imports import services as imports
from hamsafar.collect.imports.models import ImportRow
from hamsafar.collect.intake.services import Event, Identifier, Outcome
from hamsafar.config import people_feed
from hamsafar.config.privacy import EVENT_TABLES, HOLDINGS
from hamsafar.ground.audit import services as audit
from hamsafar.ground.jobs import services as jobs
from hamsafar.identify.people import services as people
from hamsafar.store.erasure import erasing, spine
from hamsafar.store.erasure import services as erasure
from hamsafar.store.events import services as events

NOW = dt.datetime(2026, 10, 18, 12, 0, tzinfo=dt.UTC)
CANARY = "canary-7f3a@example.ir"
PHONE = "+989121112233"


def event(number: int, **more) -> Event:
    facts = {"source": "web", "message_id": f"m{number}", "name": "Product Viewed", "timestamp": NOW, "received_at": NOW}
    return Event(**{**facts, **more})


@pytest.fixture
def spine_of_people(event_store, db):
    """The writer, and the follower's wiring; nothing runs by itself."""
    people.wire(people_feed.wiring())
    events.start()
    yield event_store
    events.stop()
    people.wire(None)


@pytest.fixture
def sara(spine_of_people) -> int:
    """Sara, known by e-mail, phone, a customer number and a browser; and Reza, who once mentioned her."""
    events.append(
        [
            event(1, anonymous_id="browser-of-sara", space="shop"),
            event(2, type="identify", name="", user_id="17", anonymous_id="browser-of-sara", space="shop",
                  identifiers=(Identifier("", "email", CANARY), Identifier("", "phone", PHONE)),
                  traits=json.dumps({"name": "سارا احمدی", "email": CANARY})),
            event(3, user_id="17", space="shop", name="Order Completed", properties=json.dumps({"order_id": "o1", "to": CANARY})),
            event(4, user_id="18", space="shop", properties=json.dumps({"referred_by": CANARY})),
            event(5, type="identify", name="", user_id="18", space="shop", identifiers=(Identifier("", "email", "reza@example.ir"),)),
        ]
    )  # fmt: skip
    people.catch_up()
    audit.record("people.looked_at", about="person", facts={"searched": CANARY})
    person = people.find_person_of(people.key_of(Identifier("", "email", CANARY)))
    assert person is not None
    return person


def count(question: str) -> int:
    events.settle()
    from hamsafar.base.eventstore import store

    return int(store().query(question).value())


def test_sara_is_nowhere_afterwards_and_reza_stays(sara):
    assert erasure.find_remnants([CANARY]), "or the search would prove nothing"
    receipt = erasure.erase(sara, by=None)
    assert receipt.state is erasure.State.DONE
    assert dict(receipt.remnants) == {}
    assert erasure.find_remnants([CANARY, PHONE]) == {}
    assert people.find_person_of(sara) is None
    assert count("select count() from events") == 2
    assert count("select count() from events where user_id = '18'") == 2
    assert people.find_key(Identifier("", "email", "reza@example.ir")) is not None


def test_nobody_is_called_erased_whose_files_a_power_cut_could_bring_back(sara, monkeypatch):
    """What removes a file is on the disk once its folder is: those of rooms, and of the engine's tables."""
    flushed, finish = [], erasing._finish
    before = []
    real = os.fsync
    monkeypatch.setattr(os, "fsync", lambda file: (flushed.append(Path(f"/proc/self/fd/{file}").readlink()), real(file)))
    monkeypatch.setattr(erasing, "_finish", lambda row: (before.extend(flushed), finish(row)))
    (Path(settings.DATA) / "reviews").mkdir(exist_ok=True)
    erasure.erase(sara, by=None)
    assert {Path(settings.DATA), Path(settings.DATA) / "reviews"} <= set(before)
    parts = store().query("select path from system.parts where active and table = 'events' and database = currentDatabase()").rows
    assert {Path(path).parent.resolve() for (path,) in parts} <= {path.resolve() for path in before}


def test_the_receipt_counts_and_is_signed(sara):
    receipt = erasure.erase(sara, by=None)
    assert receipt.erased["events"] == 3
    assert receipt.erased["events of others"] == 1
    assert receipt.erased["people_identifier"] == 4
    assert erasure.is_genuine(receipt.facts(), receipt.signature)
    assert not erasure.is_genuine({**receipt.facts(), "erased": {"events": 4}}, receipt.signature)
    assert CANARY not in json.dumps(receipt.facts()), "a receipt names nobody"


def test_the_bytes_are_found_while_they_are_there(sara, tmp_path):
    """The search unpacks the engine's files: without that it would find nothing whether erased or not."""
    found = erasure.find_remnants([CANARY])
    assert any(name.startswith("events/") and name.endswith(".bin") for name in found)


def test_an_event_of_hers_that_is_sent_again_does_not_bring_her_back(sara):
    erasure.erase(sara, by=None)
    again = event(3, user_id="17", space="shop", name="Order Completed", properties=json.dumps({"order_id": "o1", "to": CANARY}))
    changed = event(2, user_id="17", space="shop", properties=json.dumps({"to": CANARY}))
    assert set(events.append([again, changed]).outcomes) == {Outcome.DUPLICATE}
    events.stop()
    events.start()  # a new process, with an empty memory
    assert set(events.append([again, changed]).outcomes) == {Outcome.DUPLICATE}
    assert erasure.find_remnants([CANARY]) == {}


def test_numbers_of_events_never_go_back(sara):
    newest = events.newest()
    events.append([event(9, user_id="17", space="shop")])
    erasure.erase(sara, by=None)
    events.stop()
    events.start()
    events.append([event(10, user_id="19", space="shop")])
    assert count("select max(seq) from events") > newest + 1


def test_whoever_comes_back_is_a_new_customer(sara):
    erasure.erase(sara, by=None)
    events.append([event(20, type="identify", name="", user_id="17", space="shop", identifiers=(Identifier("", "email", CANARY),))])
    people.catch_up()
    person = people.find_person_of(people.key_of(Identifier("shop", "user_id", "17")))
    assert person is not None
    assert len(people.identifiers_of(person)) == 2


def test_quarantined_and_dropped_examples_go_too(sara, spine_of_people):
    events.append([event(3, user_id="17", space="shop", properties=json.dumps({"to": CANARY, "other": 1}))])
    spine_of_people.command("insert into drops values ('2026-10-18', 'web', 'too_large', 1, now64(), 'from canary-7f3a@example.ir')")
    receipt = erasure.erase(sara, by=None)
    assert (receipt.erased["quarantine"], receipt.erased["drops"]) == (1, 1)
    assert count("select sum(count) from drops") == 1, "that something was dropped is still counted"


def test_the_audit_log_keeps_the_deed_and_loses_the_name(sara):
    erasure.erase(sara, by=None)
    entry = next(each for each in audit.list_entries() if each.deed == "people.looked_at")
    assert CANARY not in json.dumps(entry.facts)


def test_an_erasure_that_was_cut_off_goes_on(sara, monkeypatch):
    def crash() -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr(spine, "wait_for_bytes", crash)
    with pytest.raises(RuntimeError):
        erasure.erase(sara, by=None)
    monkeypatch.undo()
    assert jobs.State.DONE in [each.state for each in jobs.run_due()]
    (receipt,) = erasure.list_receipts()
    assert receipt.state is erasure.State.DONE
    assert receipt.erased["events"] == 3, "what the first attempt erased still counts"
    assert erasure.find_remnants([CANARY]) == {}


def test_a_queued_erasure_waits_for_a_backup_instead_of_failing(sara):
    erasure.ask(sara, by=None)
    with erasure.paused():
        (run,) = [each for each in jobs.run_due() if each.name == "erasure.run"]
    assert run.state is jobs.State.QUEUED, "it is tried again"
    with clock.frozen_at(clock.now() + dt.timedelta(minutes=1)):
        jobs.run_due()
    assert erasure.list_receipts()[0].state is erasure.State.DONE


def test_an_erasure_waits_for_a_file_that_would_bring_her_back(sara):
    waiting = imports.upload([f"order,email\n1,{CANARY}\n".encode()], name="orders.csv")
    other = imports.upload([b"order,email\n1,nobody@example.ir\n"], name="others.csv")
    ImportRow.objects.update(status=imports.Status.WAITING)
    with pytest.raises(erasure.StillComing):
        erasure.erase(sara, by=None)
    jobs.run_due()
    (receipt,) = erasure.list_receipts()
    assert (receipt.state, "events" in receipt.erased) == (erasure.State.RUNNING, False), "the file's own events go with the others"
    ImportRow.objects.filter(id=waiting.id).update(status=imports.Status.CANCELLED)
    with clock.frozen_at(clock.now() + dt.timedelta(minutes=1)):
        jobs.run_due()
    assert erasure.list_receipts()[0].state is erasure.State.DONE
    assert erasure.find_remnants([CANARY]) == {}
    imports.ask_to_stop(other.id)


def test_an_erasure_that_the_queue_gave_up_goes_on_at_the_next_start(sara, monkeypatch):
    receipt = erasure.ask(sara, by=None)
    (job,) = jobs.list_jobs(name="erasure.run")
    jobs.cancel(job.id)
    assert erasure.resume() == 1
    jobs.run_due()
    assert erasure.get_receipt(receipt.id).state is erasure.State.DONE
    assert erasure.resume() == 0


def test_what_is_learnt_between_asking_and_erasing_goes_too(sara):
    """She opens the page on another telephone meanwhile."""
    receipt = erasure.ask(sara, by=None)
    late = event(6, user_id="17", anonymous_id="her-new-telephone", space="shop", type="identify", name="")
    events.append([late])
    jobs.run_due()
    receipt = erasure.get_receipt(receipt.id)
    assert receipt.erased["people_identifier"] == 5
    assert dict(receipt.remnants) == {}
    assert erasure.find_remnants(["her-new-telephone"]) == {}


def test_whoever_stays_is_weighed_as_if_the_erased_had_never_been(sara):
    """Reza was joined with her by hand and split off again; since then he was called by his address, not by his account."""
    reza = people.find_person_of(people.key_of(Identifier("shop", "user_id", "18")))
    people.merge(keep=sara, absorb=reza, because="same phone", by=None)
    his = [Identifier("shop", "user_id", "18"), Identifier("", "email", "reza@example.ir")]
    people.split(sara, his, because="brothers", by=None)
    address = people.key_of(his[1])
    assert people.person_of(address) == address
    erasure.erase(sara, by=None)
    assert people.person_of(address) == people.key_of(his[0])
    assert count(f"select dictGetOrDefault('canonical', 'person', toUInt64({address}), toUInt64(0))") == people.key_of(his[0])


def test_a_stranger_cannot_be_erased(spine_of_people):
    with pytest.raises(NotFound):
        erasure.erase(12345, by=None)


def test_the_log_outside_the_stores_forgets_again_after_a_restore(sara, tmp_path):
    log = Path(settings.DATA) / "erasures.log"
    log.unlink(missing_ok=True)
    erasure.erase(sara, by=None)
    kept = tmp_path / "kept.log"
    kept.write_bytes(log.read_bytes())
    assert CANARY not in kept.read_text()
    events.append([event(30, type="identify", name="", user_id="17", space="shop", identifiers=(Identifier("", "email", CANARY),))])
    people.catch_up()  # as if a backup of yesterday had brought her back
    assert erasure.replay(kept, since=clock.now()) == 0, "a log line from before the backup is about somebody who was gone already"
    assert erasure.replay(kept, since=NOW - dt.timedelta(days=1)) == 1
    assert people.find_key(Identifier("", "email", CANARY)) is None


def test_a_torn_last_line_of_the_log_is_passed_over_and_rubbish_is_refused(tmp_path):
    file = tmp_path / "erasures.log"
    file.write_text('{"at": "2026-10-18T00:00:00+00:00", "id": "a", "identifiers": ["x"]}\n{"at": "2026')
    assert erasure.replay(file, since=NOW) == 0
    file.write_text("hello\nworld\n")
    with pytest.raises(erasure.NotAnErasureLog):
        erasure.replay(file, since=NOW)


def test_a_line_that_a_crash_tore_does_not_spoil_the_next_one(sara):
    log = Path(settings.DATA) / "erasures.log"
    whole = '{"at": "2026-10-17T00:00:00+00:00", "id": "a", "identifiers": ["x"]}\n'
    log.write_text(whole + '{"at": "2026-10-18T00:00')
    erasure.erase(sara, by=None)
    lines = log.read_text().splitlines(keepends=True)
    assert (len(lines), lines[0]) == (2, whole)
    assert len(json.loads(lines[1])["identifiers"]) == 4


def test_no_erasure_while_a_backup_is_taken(sara):
    with erasure.paused(), pytest.raises(erasure.AnotherErasureRuns):
        erasure.erase(sara, by=None)


def test_whoever_erases_at_once_gets_the_receipt_of_a_queue_that_was_quicker(sara, monkeypatch):
    def queue_first(_row):
        monkeypatch.undo()
        jobs.run_due()
        raise erasure.AnotherErasureRuns

    monkeypatch.setattr(erasing, "carry_out", queue_first)
    assert erasure.erase(sara, by=None).state is erasure.State.DONE


def test_everything_known_is_handed_out(sara):
    with zipfile.ZipFile(io.BytesIO(erasure.export(sara))) as file:
        person = json.loads(file.read("person.json"))
        lines = [json.loads(line) for line in file.read("events.jsonl").splitlines()]
        page = file.read("index.html").decode()
        tables = json.loads(file.read("tables.json"))
    assert {each["typed"] for each in person["identifiers"]} >= {CANARY, "17"}
    assert {line["message_id"] for line in lines} == {"m1", "m2", "m3"}
    assert CANARY in page and "سارا احمدی" in page
    assert len(tables["people_identifier"]) == 4


def test_events_are_kept_as_long_as_their_family_says(spine_of_people, ali):
    old = NOW - dt.timedelta(days=400)
    events.append([event(1, user_id="1"), event(2, user_id="1", timestamp=old)])
    events.append([event(3, user_id="1", name="Order Completed", timestamp=old)])
    erasure.set_rule("browsing", 12, by=ali)
    with clock.frozen_at(NOW):
        assert erasure.sweep() == 1
    assert count("select count() from events") == 2
    with pytest.raises(erasure.BadRetention):
        erasure.set_rule("browsing", 0, by=ali)
    with pytest.raises(erasure.BadRetention):
        erasure.set_rule("everything", 5, by=ali)
    erasure.set_rule("browsing", None, by=ali)
    assert all(rule.months is None for rule in erasure.list_rules())


# The declared list


def test_every_table_says_how_it_forgets():
    declared = [holding.model for holding in HOLDINGS]
    found = {model._meta.label for model in apps.get_models(include_auto_created=True) if model._meta.managed}
    assert found - set(declared) == set(), "declare these in config/privacy.py"
    assert set(declared) - found == set(), "these are gone"
    assert len(declared) == len(set(declared))


def test_every_declaration_is_complete():
    for holding in HOLDINGS:
        names = {field.attname for field in apps.get_model(holding.model)._meta.concrete_fields}
        assert set(holding.by_key) | set(holding.masked) <= names, holding.model
        assert holding.because or holding.by_key or holding.masked or holding.door, holding.model


def test_every_table_of_the_event_store_is_treated(event_store):
    rows = event_store.query("select name from system.tables where database = currentDatabase() and engine like '%MergeTree'").rows
    assert {name for (name,) in rows} == set(EVENT_TABLES)


@pytest.mark.django_db
@override_settings(PRIVACY_REGISTRY="hamsafar.config.privacy.REGISTRY")
def test_a_persian_word_is_struck_out_in_both_spellings(spine_of_people):
    from hamsafar.ground.audit.models import Entry
    from hamsafar.store.erasure import registry

    subject = erasure.Subject(person=1, keys=(1,), identifiers=(), typed=("سارا احمدی",))
    audit.record("x", facts={"text": "از سارا احمدی"})
    registry.forget_rows(subject)
    assert "سارا" not in json.dumps(Entry.objects.get(deed="x").facts, ensure_ascii=False)

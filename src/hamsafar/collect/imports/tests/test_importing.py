"""Imports at their door: every line is accounted for, twice is once, a kill changes nothing."""

import datetime as dt
import json
import sqlite3
from decimal import Decimal

import pytest

from hamsafar.base import uploads
from hamsafar.collect.imports import mapping, services, store
from hamsafar.collect.imports.errors import ColumnMissing, FileChanged, ImportNotFound, MappingInvalid, NotResumable
from hamsafar.collect.intake import services as intake
from hamsafar.ground.jobs import services as jobs
from hamsafar.ground.organisation import services as organisation

from .spine import Killed, Spine

pytestmark = pytest.mark.django_db


def test_every_line_is_imported_or_rejected_with_a_reason(orders, orders_map, spine):
    record = services.run_file(orders, orders_map, sink=spine)
    assert record.status is services.Status.DONE
    assert (record.counts.lines, record.counts.imported, record.counts.rejected) == (6, 4, 2)
    assert record.counts.reconciles
    assert record.reasons == {"time_missing": 1, "number_unclear": 1}
    assert len(spine.events) == 4


def test_an_event_says_what_the_line_said(orders, orders_map, spine):
    services.run_file(orders, orders_map, sink=spine)
    first = spine.all()[0]
    assert (first.name, first.source, first.space, first.user_id) == ("Order Completed", "shop-orders", "shop", "17")
    assert first.timestamp == dt.datetime(2026, 3, 21, 6, 30, tzinfo=dt.UTC)
    assert (first.amount, first.currency) == (Decimal(250000), "IRT")
    assert json.loads(first.properties) == {"order_id": "1"}


def test_repeated_lines_inside_one_file_all_count(orders, orders_map, spine):
    services.run_file(orders, orders_map, sink=spine)
    assert [json.loads(event.properties)["order_id"] for event in spine.all()].count("2") == 2


def test_a_line_without_a_customer_is_kept_without_a_person(orders, orders_map, spine):
    services.run_file(orders, orders_map, sink=spine)
    nameless = next(event for event in spine.all() if json.loads(event.properties)["order_id"] == "5")
    assert nameless.user_id == ""
    assert nameless.identifiers == ()


def test_the_same_file_twice_changes_nothing(orders, orders_map, spine):
    services.run_file(orders, orders_map, sink=spine)
    before = dict(spine.events)
    again = services.run_file(orders, orders_map, sink=spine)
    assert spine.events == before
    assert (again.counts.events, again.counts.repeated, again.counts.imported) == (0, 4, 4)


def test_a_longer_file_with_the_same_lines_adds_only_the_new_ones(orders, orders_map, spine):
    services.run_file(orders, orders_map, sink=spine)
    with orders.open("a") as file:
        file.write("6,19,2026-03-25 09:00,1\n2,17,2026-03-22 11:30,120000\n")
    again = services.run_file(orders, orders_map, sink=spine)
    assert (again.counts.events, again.counts.repeated) == (2, 4)  # order 6, and order 2 for the third time


def _many(path, lines: int) -> None:
    with path.open("w") as file:
        file.write("order,customer,date,total\n")
        for number in range(lines):
            file.write(f"{number // 2},{number % 97},2026-03-{number % 28 + 1:02d},{'x' if number % 1000 == 7 else number // 2}\n")


@pytest.mark.parametrize("step", [1, 2, 3])
def test_a_kill_between_recording_and_remembering_changes_nothing(tmp_path, orders_map, step):
    path = tmp_path / "many.csv"
    _many(path, 12_000)
    calm, killed = Spine(), Spine(dies_after=step)
    whole = services.run_file(path, orders_map, sink=calm)
    with pytest.raises(Killed):
        services.run_file(path, orders_map, sink=killed)
    record = services.run_file(path, orders_map, sink=killed)
    assert killed.events.keys() == calm.events.keys()
    assert record.counts.lines == whole.counts.lines == 12_000
    assert (record.counts.imported, record.counts.rejected) == (whole.counts.imported, whole.counts.rejected) == (11_988, 12)
    assert len(services.rejected_lines(record.id, limit=100)) == 12


def test_a_kill_while_groups_are_made_changes_nothing(tmp_path, orders_map):
    path = tmp_path / "many.csv"
    _many(path, 12_000)
    grouped = orders_map.replace(
        "properties: {order_id: order}", "properties: {order_id: order}\ngroup: {by: [order], lines: products, line: {price: total}}"
    )
    calm, killed = Spine(), Spine(dies_after=2)
    whole = services.run_file(path, grouped, sink=calm)
    with pytest.raises(Killed):
        services.run_file(path, grouped, sink=killed)
    record = services.run_file(path, grouped, sink=killed)
    assert killed.events.keys() == calm.events.keys()
    assert (record.counts.imported, record.counts.rejected) == (whole.counts.imported, whole.counts.rejected)
    assert record.counts.reconciles


def test_going_on_with_a_changed_file_is_refused(orders, orders_map):
    dying = Spine(dies_after=1)
    with pytest.raises(Killed):
        services.run_file(orders, orders_map, sink=dying)
    row_id = services.list_imports()[0].id
    orders.write_text("order,customer,date,total\n")
    services.resume(row_id)
    with pytest.raises(FileChanged):
        services.run(row_id, sink=dying)


def test_lines_of_one_invoice_become_one_order_wherever_they_stand(tmp_path, spine):
    path = tmp_path / "lines.csv"
    path.write_text(
        "invoice,customer,date,qty,price,sku\nA,17,2026-01-01 10:00,2,5,x\nB,18,2026-01-01 11:00,1,7,y\nA,17,2026-01-01 09:59,1,1.5,z\n"
    )
    grouped = """
source: lines
space: shop
event: Order Completed
timestamp: {column: date, zone: UTC}
person: {user_id: customer}
amount: {multiply: [qty, price], currency: EUR}
properties: {order_id: invoice}
group:
  by: [invoice]
  lines: products
  line: {sku: sku, quantity: {column: qty, kind: whole}, price: {column: price, kind: number}}
"""
    record = services.run_file(path, grouped, sink=spine)
    first, second = spine.all()
    assert (first.amount, second.amount) == (Decimal("11.5"), Decimal(7))
    assert first.timestamp == dt.datetime(2026, 1, 1, 9, 59, tzinfo=dt.UTC)
    assert json.loads(first.properties)["products"] == [{"sku": "x", "quantity": 2, "price": 5}, {"sku": "z", "quantity": 1, "price": 1.5}]
    assert (record.counts.lines, record.counts.imported, record.counts.events) == (3, 3, 2)


def test_an_order_with_an_unreadable_line_is_rejected_whole(tmp_path, spine):
    path = tmp_path / "lines.csv"
    path.write_text("invoice,customer,date,price\nA,17,2026-01-01,5\nA,17,2026-01-01,free\nB,18,2026-01-01,7\n")
    grouped = """
source: lines
space: shop
event: Order Completed
timestamp: date
person: {user_id: customer}
amount: {column: price, currency: EUR}
group: {by: [invoice], lines: products, line: {price: {column: price, kind: number}}}
"""
    record = services.run_file(path, grouped, sink=spine)
    assert [event.user_id for event in spine.all()] == ["18"]
    assert record.reasons == {"group_broken": 1, "number_unclear": 1}
    assert record.counts.reconciles


def test_a_natural_id_keeps_the_first_content_and_reports_the_other(tmp_path, orders_map, spine):
    path = tmp_path / "orders.csv"
    natural = orders_map + "id: [order]\n"
    path.write_text("order,customer,date,total\n1,17,2026-03-21,100\n")
    services.run_file(path, natural, sink=spine)
    path.write_text("order,customer,date,total\n1,99,2026-03-21,100\n")
    record = services.run_file(path, natural, sink=spine)
    assert [event.user_id for event in spine.all()] == ["17"]
    assert (record.counts.quarantined, record.counts.rejected) == (1, 1)
    assert record.reasons == {"same_id_other_content": 1}


def test_consent_columns_become_events_of_their_own(tmp_path, spine):
    path = tmp_path / "people.csv"
    path.write_text(
        "id,updated_at,first_name,sms_ok,email_ok\n1,2026-01-01,علی,بله,خیر\n2,2026-01-01,بهار,,1\n3,2026-01-01,دارا,شاید,\n",
        encoding="utf-8",
    )
    record = services.run_file(path, services.get_mapping("people").text, sink=spine)
    said = sorted((event.user_id, event.name, json.loads(event.properties).get("channel", "")) for event in spine.all())
    assert said == [
        ("1", "Consent Given", "sms"), ("1", "Consent Withdrawn", "email"), ("1", "Profile Identified", ""),
        ("2", "Consent Given", "email"), ("2", "Profile Identified", ""),
    ]  # fmt: skip
    assert record.reasons == {"consent_unclear": 1}
    assert next(e for e in spine.all() if e.type == "identify" and e.user_id == "1").traits == '{"first_name":"علی"}'


def test_lines_left_out_on_purpose_are_counted_by_their_reason(orders, orders_map, spine):
    record = services.run_file(orders, orders_map + "skip: [{when: {customer: '18'}, because: a test customer}]\n", sink=spine)
    assert record.skips == {"a test customer": 2}
    assert (record.counts.imported, record.counts.skipped, record.counts.rejected) == (4, 2, 0)


def test_a_column_that_is_not_there_is_named_before_anything_happens(orders, orders_map, spine):
    with pytest.raises(ColumnMissing) as refused:
        services.run_file(orders, orders_map.replace("customer", "client"), sink=spine)
    assert "client" in refused.value.sentence
    assert "customer" in refused.value.sentence
    assert spine.events == {}


def test_rejected_lines_come_back_as_a_file_with_reasons_and_no_formulas(tmp_path, orders_map, spine):
    path = tmp_path / "orders.csv"
    path.write_text("order,customer,date,total\n=HYPERLINK(1),17,never,-12\n+98912,@me,never,1\n")
    record = services.run_file(path, orders_map, sink=spine)
    text = b"".join(services.rejected_csv(record.id)).decode("utf-8-sig")
    header, first, second = text.strip().split("\r\n")
    assert header == "hamsafar_line,hamsafar_code,hamsafar_reason,order,customer,date,total"
    assert first.startswith("2,time_unclear,")
    assert "'=HYPERLINK(1)" in first
    assert first.endswith("never,-12")
    assert "'@me" in second


def test_the_reason_is_in_the_readers_language(orders, orders_map, spine):
    from django.utils import translation

    record = services.run_file(orders, orders_map, sink=spine)
    with translation.override("fa"):
        assert "ستون" in services.rejected_lines(record.id)[0].sentence
    with translation.override("en"):
        assert "column" in services.rejected_lines(record.id)[0].sentence


def test_an_uploaded_file_is_gone_once_it_is_imported(orders, orders_map, ali, spine):
    record = services.upload([orders.read_bytes()], name="../../etc/پاس.csv", by=ali)
    assert record.name == "پاس.csv"
    path = store.file_of(store.get_row(record.id))
    assert path.is_file()
    services.start(record.id, orders_map, by=ali)
    done = services.run(record.id, sink=spine)
    assert done.status is services.Status.DONE
    assert not path.exists()


def test_an_upload_is_on_the_disk_before_anybody_hears_of_it(orders, ali, monkeypatch):
    settled = []
    monkeypatch.setattr(uploads, "settle", lambda *paths: settled.extend((path, path.stat().st_size) for path in paths))
    record = services.upload([orders.read_bytes()], name="orders.csv", by=ali)
    assert settled == [(store.file_of(store.get_row(record.id)), orders.stat().st_size)]


def test_an_upload_that_waits_is_found_after_the_data_folder_has_moved(orders, orders_map, ali, spine, settings, tmp_path):
    """As a backup is restored on another machine."""
    record = services.upload([orders.read_bytes()], name="orders.csv", by=ali)
    (tmp_path / "new" / "uploads").mkdir(parents=True)
    file = store.file_of(store.get_row(record.id))
    file.rename(tmp_path / "new" / "uploads" / file.name)
    settings.DATA = tmp_path / "new"
    services.start(record.id, orders_map, by=ali)
    assert services.run(record.id, sink=spine).status is services.Status.DONE


def test_an_import_shows_its_source_among_the_sources(orders, orders_map, spine, client_of, ali, event_store):
    services.run_file(orders, orders_map, sink=spine)
    services.run_file(orders, orders_map, sink=spine)
    (source,) = intake.list_sources()
    assert (source.slug, source.kind, source.space, source.keys) == ("shop-orders", intake.SourceKind.FILE, "shop", ())
    assert "from files" in client_of("ali", "en").get("/sources").content.decode()
    page = client_of("ali", "en").get("/sources/shop-orders").content.decode()
    assert "Its events come from files" in page
    assert "Write keys" not in page and "Waiting for your first event" not in page


def test_a_source_that_is_there_stays_as_it_is(orders, orders_map, spine, ali):
    intake.create_source("Orders of the shop", slug="shop-orders", kind=intake.SourceKind.SERVER, by=ali)
    services.run_file(orders, orders_map, sink=spine)
    (source,) = intake.list_sources()
    assert (source.name, source.kind) == ("Orders of the shop", intake.SourceKind.SERVER)


def test_a_dry_run_tells_what_would_happen_and_records_nothing(orders, orders_map, ali):
    record = services.upload([orders.read_bytes()], name="orders.csv", by=ali)
    told = services.dry_run(record.id, orders_map)
    assert (told.counts.imported, told.counts.rejected, told.people) == (4, 2, 1)
    assert told.is_whole_file
    assert told.names == {"Order Completed": 4}
    assert [one.code for one in told.rejected] == ["time_missing", "number_unclear"]
    assert services.get_import(record.id).status is services.Status.READY


def test_the_preview_shows_lines_and_guesses_columns(ali):
    body = "کد مشتری;تاریخ سفارش;مبلغ کل;ایمیل\n۱۷;۱۴۰۵/۰۱/۰۱;۲۵۰۰۰;a@b.ir\n".encode()
    record = services.upload([body], name="سفارش.csv", by=ali)
    seen = services.preview(record.id)
    assert seen.inspection.shape.delimiter == ";"
    assert seen.rows[0][0] == "۱۷"
    assert {one.column: one.role for one in seen.suggestions} == {
        "کد مشتری": "person.user_id", "تاریخ سفارش": "timestamp", "مبلغ کل": "amount", "ایمیل": "person.email",
    }  # fmt: skip


def test_the_same_file_again_is_noticed(orders, orders_map, ali, spine):
    services.run_file(orders, orders_map, sink=spine)
    record = services.upload([orders.read_bytes()], name="again.csv", by=ali)
    assert services.preview(record.id).seen_before is not None


def test_whoever_imports_for_one_unit_does_not_hear_of_others_files(orders, orders_map, units, spine):
    grant = organisation.Grant(role=organisation.Role.CX_LEAD, unit="tehran")
    lead = organisation.create_member(email="lead@example.com", name="Lead", password="travel with me 1405", grants=[grant])
    services.run_file(orders, orders_map, sink=spine)
    record = services.upload([orders.read_bytes()], name="again.csv", by=lead)
    assert services.preview(record.id, by=lead).seen_before is None


def test_a_running_import_stops_when_asked_and_goes_on_later(tmp_path, orders_map, ali, spine, monkeypatch):
    monkeypatch.setattr(services, "SAVE_EVERY", 0)
    path = tmp_path / "many.csv"
    _many(path, 12_000)
    record = services.upload([path.read_bytes()], name="many.csv", by=ali)
    services.start(record.id, orders_map, by=ali)

    def stop_after_first(events):
        store.ImportRow.objects.filter(id=record.id).update(is_asked_to_stop=True)
        return spine(events)

    stopped = services.run(record.id, sink=stop_after_first)
    assert stopped.status is services.Status.CANCELLED
    assert 0 < stopped.counts.imported < 12_000
    services.resume(record.id, by=ali)
    done = services.run(record.id, sink=spine)
    assert (done.counts.imported, done.counts.rejected) == (11_988, 12)


def test_an_import_that_is_done_cannot_be_started_again(orders, orders_map, ali, spine):
    record = services.upload([orders.read_bytes()], name="orders.csv", by=ali)
    services.start(record.id, orders_map, by=ali)
    services.run(record.id, sink=spine)
    with pytest.raises(NotResumable):
        services.start(record.id, orders_map, by=ali)


def test_the_queue_runs_what_was_started(orders, orders_map, ali, spine, monkeypatch):
    monkeypatch.setattr(services, "_record", spine)
    record = services.upload([orders.read_bytes()], name="orders.csv", by=ali)
    services.start(record.id, orders_map, by=ali)
    jobs.run_due()
    assert services.get_import(record.id).status is services.Status.DONE
    assert len(spine.events) == 4


def test_kian_sees_only_what_he_imported_himself(orders, ali, kian):
    record = services.upload([orders.read_bytes()], name="orders.csv", by=ali)
    with pytest.raises(ImportNotFound):
        services.get_import(record.id, by=kian)
    assert services.list_imports(by=kian) == []
    assert [one.id for one in services.list_imports(by=ali)] == [record.id]


def test_who_may_write_into_one_unit_only_imports_into_that_unit(tmp_path, units, orders_map, spine):
    grants = [organisation.Grant(role=organisation.Role.CX_LEAD, unit="parts")]
    lead = organisation.create_member(email="lead@example.com", name="Lead", password="travel with me 1405", grants=grants)
    body = b"order,customer,date,total,branch\n1,17,2026-03-21,5,parts-kish\n2,18,2026-03-21,5,tehran\n3,19,2026-03-21,5,\n"
    record = services.upload([body], name="orders.csv", by=lead)
    services.start(record.id, orders_map + "unit: {column: branch}\n", by=lead)
    done = services.run(record.id, sink=spine)
    assert [event.unit for event in spine.all()] == ["parts-kish"]
    assert done.reasons == {"unit_not_yours": 2}


def test_a_file_that_was_taken_away_is_told_as_such(orders, orders_map, ali):
    record = services.upload([orders.read_bytes()], name="orders.csv", by=ali)
    store.delete_upload(store.get_row(record.id))
    assert services.get_import(record.id).status is services.Status.FAILED
    assert services.get_import(record.id).trouble
    services.delete(record.id, by=ali)
    assert services.list_imports() == []


def test_saved_mappings_stand_before_those_that_ship(orders_map, ali):
    services.save_mapping("فروش", orders_map, by=ali)
    assert services.list_mappings()[0].name == "فروش"
    assert services.get_mapping("online_retail").is_shipped
    with pytest.raises(MappingInvalid):
        services.save_mapping("bad", "source: x", by=ali)
    services.delete_mapping("فروش", by=ali)
    assert all(one.is_shipped for one in services.list_mappings())


@pytest.mark.parametrize("name", ["orders", "tickets", "surveys", "people", "online_retail", "cdnow", "cdnow_sample", "helpdesk"])
def test_each_mapping_that_ships_is_valid(name):
    assert mapping.parse(services.get_mapping(name).text).source


def test_forgetting_a_person_erases_rejected_lines_and_waiting_files(orders, orders_map, ali, spine):
    record = services.run_file(orders, orders_map, sink=spine)
    waiting = services.upload([orders.read_bytes()], name="orders.csv", by=ali)
    assert services.forget(["2026-03-23 09:00"]) == 2
    assert [one.code for one in services.rejected_lines(record.id)] == ["time_missing"]
    assert b"2026-03-23" not in store.work_path(store.get_row(record.id)).read_bytes()
    assert not store.folder("uploads").joinpath(store.get_row(waiting.id).path).exists()


def test_old_files_are_cleaned_but_the_list_stays(orders, orders_map, spine):
    record = services.run_file(orders, orders_map, sink=spine)
    assert services.clean(days=30) == 0
    services.clean(days=-1)
    assert not store.work_path(store.get_row(record.id)).exists()
    assert services.get_import(record.id).counts.rejected == 2


def test_what_is_remembered_between_steps_is_forgotten_at_the_end(orders, orders_map, spine):
    record = services.run_file(orders, orders_map, sink=spine)
    with sqlite3.connect(store.work_path(store.get_row(record.id))) as database:
        assert database.execute("select count(*) from seen").fetchone() == (0,)
        assert database.execute("select count(*) from rejected").fetchone() == (2,)

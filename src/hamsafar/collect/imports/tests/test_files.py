"""Files as they come: encodings, delimiters, formats, and what damaged or hostile ones get."""

import datetime as dt
import gzip
import json
from decimal import Decimal

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hamsafar.base.errors import Refused
from hamsafar.collect.imports import services, store
from hamsafar.collect.imports.contracts import AS_FOUND, FileShape
from hamsafar.collect.imports.errors import (
    FileDamaged,
    FileEmpty,
    FileTooLarge,
    FileUnpacksTooLarge,
    FormatUnknown,
    LineTooLong,
    QuotesBroken,
    XmlForbidden,
)
from hamsafar.collect.imports.readers import base, bytes_, csv_
from hamsafar.collect.imports.readers.open import inspect, open_reader

PERSIAN = "کد مشتری,تاریخ,مبلغ,شهر\n۱۷,۱۴۰۵/۰۱/۰۱,۲۵۰٬۰۰۰,مشهد\n۱۸,۱۴۰۵/۱/۲,۱۲۰۰۰۰,یزد\n"
PERSIAN_MAP = """
source: old-shop
space: old-shop
event: Order Completed
timestamp: {column: تاریخ, zone: Asia/Tehran}
person: {user_id: کد مشتری}
amount: {column: مبلغ, currency: IRR}
properties: {city: شهر}
"""


def read(path, shape=AS_FOUND):
    found = inspect(path, shape)
    reader = open_reader(path, found.shape)
    return found.shape, reader.columns, list(reader.lines())


def cells(lines):
    return [list(line.cells) for line in lines if not line.problem]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_files_read_the_same_in_every_form(tmp_path, encoding):
    path = tmp_path / "f.csv"
    path.write_bytes(PERSIAN.encode(encoding))
    _shape, columns, lines = read(path)
    assert columns == ("کد مشتری", "تاریخ", "مبلغ", "شهر")
    assert cells(lines)[1] == ["۱۸", "۱۴۰۵/۱/۲", "۱۲۰۰۰۰", "یزد"]


@pytest.mark.django_db
def test_a_windows_1256_file_with_jalali_dates_and_persian_digits(tmp_path, spine):
    """Windows-1256 has the Arabic yeh and no Persian digits, so old programs wrote Arabic letters and Latin digits."""
    old = PERSIAN.replace("ی", "ي").translate(str.maketrans("۰۱۲۳۴۵۶۷۸۹٬", "0123456789،")).replace("250،000", "250000")
    path = tmp_path / "old.csv"
    path.write_bytes(old.encode("windows-1256"))
    assert read(path)[0].encoding == "windows-1256"
    record = services.run_file(path, PERSIAN_MAP.replace("ی", "ي").replace("كد", "کد"), sink=spine)
    first, second = spine.all()
    assert (record.counts.imported, record.counts.rejected) == (2, 0)
    assert first.timestamp == dt.datetime(2026, 3, 20, 20, 30, tzinfo=dt.UTC)  # 1 Farvardin 1405 begins in Tehran
    assert second.timestamp - first.timestamp == dt.timedelta(days=1)
    assert (first.amount, first.currency) == (Decimal(250000), "IRR")


@pytest.mark.django_db
def test_persian_digits_and_jalali_dates(tmp_path, spine):
    path = tmp_path / "new.csv"
    path.write_text(PERSIAN, encoding="utf-8")
    services.run_file(path, PERSIAN_MAP, sink=spine)
    assert [event.amount for event in spine.all()] == [Decimal(250000), Decimal(120000)]
    assert spine.all()[0].timestamp == dt.datetime(2026, 3, 20, 20, 30, tzinfo=dt.UTC)
    assert spine.all()[0].user_id == "۱۷"  # kept as typed; compared in normal form later


def test_a_western_file_is_not_taken_for_persian(tmp_path):
    path = tmp_path / "f.csv"
    path.write_bytes("name,price\nCafé crème,£3\nÜbergröße,€5\n".encode("windows-1252"))
    shape, _columns, lines = read(path)
    assert shape.encoding == "windows-1252"
    assert cells(lines)[0] == ["Café crème", "£3"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "،"])
def test_the_delimiter_is_found(tmp_path, delimiter):
    path = tmp_path / "f.csv"
    path.write_text(delimiter.join(["a", "b", "c"]) + "\n" + delimiter.join(["1", '"x\ny"', "3"]) + "\n", encoding="utf-8")
    shape, columns, lines = read(path)
    assert (shape.delimiter, columns, cells(lines)) == (delimiter, ("a", "b", "c"), [["1", "x\ny", "3"]])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_of_every_system_end(tmp_path, end, monkeypatch):
    monkeypatch.setattr(bytes_, "BLOCK", 7)  # so that \r and \n fall into different blocks
    path = tmp_path / "f.csv"
    path.write_bytes(end.join(["a,b", '1,"two', 'lines"', "3,4"]).encode())
    _shape, columns, lines = read(path)
    assert columns == ("a", "b")
    assert [len(row) for row in cells(lines)] == [2, 2]
    assert [line.number for line in lines] == [2, 4]


def test_columns_set_apart_by_blanks(tmp_path):
    path = tmp_path / "f.txt"
    path.write_text(" id  date     amount\n 00001 19970101  11.77\n 00002 19970112   12.00\n")
    shape, columns, lines = read(path)
    assert (shape.delimiter, columns) == ("whitespace", ("id", "date", "amount"))
    assert cells(lines) == [["00001", "19970101", "11.77"], ["00002", "19970112", "12.00"]]


def test_a_file_without_header_gets_numbered_columns(tmp_path):
    path = tmp_path / "f.csv"
    path.write_text("17,2026-01-01,5\n18,2026-01-02,6\n")
    _shape, columns, lines = read(path)
    assert columns == ("column 1", "column 2", "column 3")
    assert len(lines) == 2


def test_names_of_columns_are_made_different(tmp_path):
    path = tmp_path / "f.csv"
    path.write_text("a,a,,b\n1,2,3,4\n")
    assert read(path, FileShape(header=True))[1] == ("a", "a (2)", "column 3", "b")


def test_gzip_is_opened(tmp_path):
    path = tmp_path / "f.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n1,2\n") + gzip.compress(b"3,4\n"))
    assert cells(read(path)[2]) == [["1", "2"], ["3", "4"]]


def test_json_lines_reach_into_objects(tmp_path):
    path = tmp_path / "f.jsonl"
    path.write_text('{"id": 1, "who": {"phone": "۰۹۱۲"}}\n\n[1]\n{"id": 2, "tags": ["x"]}\nnot json\n{"id": 3', encoding="utf-8")
    _shape, columns, lines = read(path)
    assert columns == ("id", "who.phone", "tags")
    assert cells(lines) == [[1, "۰۹۱۲", None], [2, None, ["x"]]]
    assert [(line.number, line.problem) for line in lines if line.problem] == [(3, "not_json"), (5, "not_json"), (6, "not_json")]


@pytest.mark.django_db
def test_parquet_keeps_its_types(tmp_path, spine, orders_map):
    path = tmp_path / "f.parquet"
    when = dt.datetime(2026, 3, 21, 6, 30, tzinfo=dt.UTC)
    table = {
        "order": [1, 2],
        "customer": ["17", None],
        "date": [when, when],
        "total": pa.array([Decimal("2.50"), None], pa.decimal128(9, 2)),
    }
    pq.write_table(pa.table(table), path)
    record = services.run_file(path, orders_map, sink=spine)
    assert record.counts.imported == 2
    assert {(event.user_id, event.amount) for event in spine.all()} == {("17", Decimal("2.5")), ("", None)}
    assert all(event.timestamp == when for event in spine.all())


@pytest.mark.django_db
def test_excel_cells_are_read_as_they_look(tmp_path, spine, orders_map):
    path = tmp_path / "f.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["order", "customer", "date", "total"])
    book.active.append([1, 17, dt.datetime(2026, 3, 21, 10, 0), 250000.0])  # noqa: DTZ001 (Excel knows no zone)
    book.active.append([])
    book.active.append(["۲", "18", "۱۴۰۵/۰۱/۰۲", "۱۲۰٬۰۰۰"])
    book.save(path)
    services.run_file(path, orders_map, sink=spine)
    first, second = spine.all()
    assert (first.user_id, first.amount) == ("17", Decimal(250000))
    assert first.timestamp == dt.datetime(2026, 3, 21, 6, 30, tzinfo=dt.UTC)
    assert json.loads(first.properties) == {"order_id": "1"}
    assert (second.user_id, second.amount) == ("18", Decimal(120000))


XES = """<?xml version="1.0"?>
<log xmlns="http://www.xes-standard.org/"><string key="origin" value="x"/>
<trace><string key="concept:name" value="Case 1"/>
<event><string key="concept:name" value="Take in charge ticket"/><date key="time:timestamp" value="2012-10-09T14:50:17+00:00"/>
<string key="customer" value="علی"><string key="deep" value="no"/></string></event></trace>
<trace><event><string key="concept:name" value="Wait"/>
<date key="time:timestamp" value="2012-10-10T14:50:17+00:00"/></event></trace></log>"""


def test_xes_events_carry_what_their_trace_says(tmp_path):
    path = tmp_path / "f.xes"
    path.write_text(XES, encoding="utf-8")
    _shape, columns, lines = read(path)
    assert columns == ("case:concept:name", "concept:name", "time:timestamp", "customer")
    assert cells(lines) == [
        ["Case 1", "Take in charge ticket", "2012-10-09T14:50:17+00:00", "علی"],
        [None, "Wait", "2012-10-10T14:50:17+00:00", None],
    ]


LAUGHS = '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;">]><log><trace><event>&b;</event></trace></log>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE log SYSTEM "file:///etc/passwd"><log></log>'


@pytest.mark.parametrize("text", [LAUGHS, OUTSIDE])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_with_entities_or_a_document_type_is_refused(tmp_path, text, encoding):
    path = tmp_path / "f.xes"
    path.write_text(text.replace('"1.0"', f'"1.0" encoding="{encoding}"'), encoding=encoding)
    with pytest.raises(XmlForbidden):
        read(path)


def test_deep_xml_is_refused(tmp_path):
    path = tmp_path / "f.xes"
    path.write_text("<log>" + "<trace>" * 100_000)
    with pytest.raises(FileDamaged):
        read(path)


def test_an_endless_xml_attribute_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("hamsafar.collect.imports.readers.xes.LIMITS", base.Limits(record=1 << 18))
    path = tmp_path / "f.xes"
    path.write_text('<log><trace><event><string key="a" value="' + "x" * (1 << 20) + '"/></event></trace></log>')
    with pytest.raises(LineTooLong):
        read(path)


# Damage


def test_a_cut_gzip_is_refused_before_anything_is_read(tmp_path):
    path = tmp_path / "f.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n" + b"1,2\n" * 100_000)[:-50])
    with pytest.raises(FileDamaged):
        read(path)


def test_a_gzip_bomb_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(bytes_, "_FREE", 1 << 20)
    path = tmp_path / "f.csv.gz"
    path.write_bytes(gzip.compress(b"0" * (8 << 20)))
    with pytest.raises(FileUnpacksTooLarge):
        read(path)


def test_a_zip_that_is_no_workbook_and_a_cut_workbook_are_refused(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["a"])
    path = tmp_path / "f.xlsx"
    book.save(path)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises((FileDamaged, FormatUnknown)):
        read(path)


def test_a_cut_parquet_is_refused(tmp_path):
    path = tmp_path / "f.parquet"
    pq.write_table(pa.table({"a": list(range(10_000))}), path)
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(FileDamaged):
        read(path)


def test_a_table_may_begin_with_any_sign(tmp_path):
    path = tmp_path / "odd.csv"
    path.write_text("<none>,b\n1,2\n")
    assert inspect(path).shape.format == "csv"


def test_a_workbook_that_was_cut_off_is_no_table(tmp_path):
    path = tmp_path / "half.xlsx"
    path.write_bytes(b"PK\x03\x04 and then nothing that a workbook has, only words and words\n" * 3)
    with pytest.raises(FormatUnknown):
        inspect(path)


def test_an_empty_file_and_a_picture_are_refused(tmp_path):
    path = tmp_path / "f.csv"
    path.write_bytes(b"")
    with pytest.raises(FileEmpty):
        read(path)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(32)) * 100)
    with pytest.raises(FormatUnknown):
        read(path)


@pytest.mark.django_db
def test_an_upload_that_is_too_large_is_refused_and_not_kept(monkeypatch):
    monkeypatch.setattr(services, "LIMITS", base.Limits(upload=1000))
    before = set(store.folder("uploads").iterdir())
    with pytest.raises(FileTooLarge):
        services.upload([b"x" * 600, b"x" * 600], name="f.csv")
    assert set(store.folder("uploads").iterdir()) == before
    assert services.list_imports() == []


def test_lines_that_do_not_fit_are_rejected_one_by_one(tmp_path):
    path = tmp_path / "f.csv"
    path.write_bytes(b'a,b\n1,2\n1\n1,2,3\n\x00,2\n"x,2\n3,4\n5,\xff\n6,7\n')
    _shape, _columns, lines = read(path, FileShape(encoding="utf-8"))
    assert [(line.number, line.problem) for line in lines] == [
        (2, ""), (3, "too_few_fields"), (4, "too_many_fields"), (5, "encoding_broken"), (6, "quotes_broken"), (7, ""),
        (8, "encoding_broken"), (9, ""),
    ]  # fmt: skip


def test_a_field_that_never_ends_costs_one_line(tmp_path):
    path = tmp_path / "f.csv"
    path.write_text("a,b\n1," + "x" * 200_000 + "\n3,4\n")
    _shape, _columns, lines = read(path)
    assert [line.problem for line in lines] == ["field_too_large", ""]


def test_a_line_without_end_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(csv_, "LIMITS", base.Limits(line=1 << 18))
    path = tmp_path / "f.csv"
    path.write_bytes(b"a,b\n" + b"x" * (1 << 20))
    with pytest.raises(LineTooLong):
        read(path, FileShape(format="csv", delimiter=",", header=True))


def test_quotes_that_never_match_are_refused_in_time(tmp_path, monkeypatch):
    monkeypatch.setattr(csv_, "_RECOVERIES", 2)
    path = tmp_path / "f.csv"
    path.write_text("a,b\n" + ('"x\n' + "y,z\n" * 35_000) * 4)
    with pytest.raises(QuotesBroken):
        read(path, FileShape(delimiter=",", header=True, encoding="utf-8"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("x.xes", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><log><trace><event/></trace></log>'),
        ("broken.xes", b"<log><trace></log>"),
        ("broken.xlsx", b"PK\x03\x04 no workbook at all" + b"PK\x05\x06" + bytes(18)),
    ],
)
def test_a_file_that_its_reader_refuses_is_not_kept(name, body):
    """It would stand in the list as an import whose page only says that it cannot be read."""
    before = set(store.folder("uploads").iterdir())
    with pytest.raises(Refused):
        services.upload([body], name=name)
    assert set(store.folder("uploads").iterdir()) == before
    assert services.count_imports() == 0

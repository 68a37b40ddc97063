"""Whatever a file holds: a clear refusal, or an account that adds up. Never a traceback, never half an event."""

import gzip
import io

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hamsafar.base.errors import Refused
from hamsafar.collect.imports import mapping, services
from hamsafar.collect.imports.readers.open import inspect, open_reader

from .conftest import ORDERS_MAP
from .spine import Spine
from .test_files import XES

CALM = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def _workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["order", "customer", "date", "total"])
    for number in range(20):
        book.active.append([number, number % 3, "2026-01-01", number])
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()


def _parquet() -> bytes:
    body = io.BytesIO()
    pq.write_table(pa.table({"order": range(50), "customer": ["x"] * 50, "date": ["2026-01-01"] * 50, "total": [1.5] * 50}), body)
    return body.getvalue()


CSV = b"order,customer,date,total\n" + b'1,"a ""b""",2026-01-01,5\n2,,1405/01/01,-7\n' * 20
GOOD = {
    "f.csv": CSV,
    "f.csv.gz": gzip.compress(CSV),
    "f16.csv": CSV.decode().encode("utf-16"),
    "f.jsonl": b'{"order": 1, "customer": "x", "date": "2026-01-01", "total": 5, "more": {"a": [1, {}]}}\n' * 10,
    "f.xes": XES.encode(),
    "f.xlsx": _workbook(),
    "f.parquet": _parquet(),
}


@st.composite
def damaged(draw):
    """A good file with a few bytes changed, put in, or its end cut off."""
    name = draw(st.sampled_from(sorted(GOOD)))
    body = bytearray(GOOD[name])
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, max(0, len(body) - 1)))
        kind = draw(st.sampled_from(["change", "put", "cut", "zeros", "quote"]))
        if kind == "change" and body:
            body[place] = draw(st.integers(0, 255))
        elif kind == "put":
            body[place:place] = draw(st.binary(max_size=30))
        elif kind == "cut":
            del body[place:]
        else:
            body[place:place] = b"\0" * 3 if kind == "zeros" else b'"'
    return name, bytes(body)


def _import(folder, name: str, body: bytes, mapping_text: str = ORDERS_MAP) -> None:
    path = folder / name
    path.write_bytes(body)
    spine = Spine()
    try:
        record = services.run_file(path, mapping_text, sink=spine)
    except Refused as refusal:
        assert refusal.code != "refused"
        assert refusal.sentence
        return
    assert record.counts.reconciles
    assert len(spine.events) == record.counts.events
    assert len(services.rejected_lines(record.id, limit=10_000)) == record.counts.rejected
    assert b"".join(services.rejected_csv(record.id)).decode("utf-8")


@pytest.mark.django_db
@CALM
@given(file=damaged())
def test_a_damaged_file_is_refused_or_accounted_for(tmp_path_factory, file):
    _import(tmp_path_factory.mktemp("fuzz"), *file)


@pytest.mark.django_db
@CALM
@given(body=st.binary(max_size=400), name=st.sampled_from(["f.csv", "f.jsonl", "f.parquet", "f.xlsx", "f.xes", "f.gz", "f"]))
def test_any_bytes_are_refused_or_accounted_for(tmp_path_factory, body, name):
    _import(tmp_path_factory.mktemp("fuzz"), name, body)


@pytest.mark.django_db
@CALM
@given(rows=st.lists(st.tuples(st.text(max_size=12), st.text(max_size=12), st.text(max_size=20), st.text(max_size=12)), max_size=20))
def test_any_text_in_the_cells_is_accounted_for(tmp_path_factory, rows):
    import csv

    body = io.StringIO()
    writer = csv.writer(body)
    writer.writerow(["order", "customer", "date", "total"])
    writer.writerows(rows)
    _import(tmp_path_factory.mktemp("fuzz"), "f.csv", body.getvalue().encode("utf-8", "replace"))


@CALM
@given(body=st.binary(max_size=300))
def test_any_header_can_be_looked_at(tmp_path_factory, body):
    path = tmp_path_factory.mktemp("fuzz") / "f.csv"
    path.write_bytes(body)
    try:
        reader = open_reader(path, inspect(path).shape)
        for line in reader.lines():
            assert line.problem or len(line.cells) == len(reader.columns)
    except Refused:
        pass


@CALM
@given(text=st.text(alphabet="abc:{}[]-'\"&*!|>#,\n \t%?@`é۱", max_size=80))
def test_any_text_as_a_mapping_is_refused_or_parsed(text):
    try:
        mapping.parse(text)
    except Refused as refusal:
        assert refusal.sentence


@CALM
@given(data=st.data())
def test_a_mapping_with_one_thing_changed_is_refused_or_parsed(data):
    good = services.list_shipped()
    _name, text = data.draw(st.sampled_from(good))
    place = data.draw(st.integers(0, len(text)))
    put = data.draw(st.sampled_from(["", ":", "[", "x: y\n", "- ", "\n", "{", "&a ", "*a", "!!python/object:os.system "]))
    try:
        mapping.parse(text[:place] + put + text[place + data.draw(st.integers(0, 5)) :])
    except Refused as refusal:
        assert refusal.sentence

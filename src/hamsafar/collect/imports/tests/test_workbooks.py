"""Workbooks as a stream: held against a reader that holds them whole, and what a workbook may contain that must do no harm."""

import datetime as dt
import tracemalloc
import zipfile

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hamsafar.collect.imports.contracts import FileShape
from hamsafar.collect.imports.errors import FileDamaged, FileUnpacksTooLarge, XmlForbidden
from hamsafar.collect.imports.readers import excel, xlsx
from hamsafar.collect.imports.readers.excel import HeldReader, open_workbook
from hamsafar.collect.imports.readers.xlsx import XlsxReader
from hamsafar.collect.imports.values import to_text

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKED = "http://schemas.openxmlformats.org/package/2006/relationships"


def made(path, sheet, *, shared="", styles="", workbook="", **more):
    """A workbook part by part, as other programs than ours write it."""
    whole = f'<worksheet xmlns="{MAIN}">{sheet}</worksheet>' if sheet.startswith("<sheetData") else sheet
    parts = {
        "_rels/.rels": _links(("a", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": _workbook(workbook),
        "xl/_rels/workbook.xml.rels": _links(
            ("s", "worksheet", "worksheets/sheet1.xml"), ("t", "sharedStrings", "/xl/sharedStrings.xml"), ("y", "styles", "styles.xml")
        ),
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{shared}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>',
        "xl/worksheets/sheet1.xml": whole,
        **more,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return path


def _links(*links):
    said = "".join(f'<Relationship Id="{id_}" Type="{LINKS}/{kind}" Target="{target}"/>' for id_, kind, target in links)
    return f'<Relationships xmlns="{PACKED}">{said}</Relationships>'


def _workbook(before=""):
    return f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}">{before}<sheets><sheet name="فروش" sheetId="1" r:id="s"/></sheets></workbook>'


def rows(path, **shape):
    return [list(line.cells) for line in open_workbook(path, FileShape(header=False, columns=("a", "b", "c"), **shape)).lines()]


LETTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co", "Zs", "Zl", "Zp"))
FIRST, LAST = dt.datetime(1905, 1, 1), dt.datetime(2100, 1, 1)  # noqa: DTZ001 (Excel knows no zone)
cell = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**14), 10**14),
    st.floats(-1e12, 1e12).map(lambda number: round(number, 6)),
    st.text(LETTERS, max_size=20).filter(lambda text: text[:1] != "="),
    st.datetimes(FIRST, LAST).map(lambda at: at.replace(microsecond=0)),
    st.dates(FIRST.date(), LAST.date()),
    st.sampled_from([dt.time(10, 30), dt.timedelta(hours=30), "سلام‌دنیا", "١٢٣"]),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(cell, min_size=3, max_size=3), max_size=8))
def test_the_stream_reads_what_a_reader_of_the_whole_reads(tmp_path, table):
    """The first row is full: the other reader cuts empty columns off on the left."""
    path, book = tmp_path / "f.xlsx", openpyxl.Workbook()
    for row in [["x", "y", "z"], *table]:
        book.active.append(row)
    book.save(path)
    assert _texts(XlsxReader, path) == _texts(HeldReader, path)


def _texts(reader, path):
    lines = reader(path, FileShape(header=False, columns=("a", "b", "c"))).lines()
    return [row for row in ([to_text(cell) for cell in line.cells] for line in lines) if any(row)]


def test_texts_that_cells_share_are_found_by_number(tmp_path):
    """With rich text in pieces, and without the reading aids that Japanese workbooks carry."""
    shared = (
        "<si><t>یک</t></si><si><r><t>do</t></r><r><t xml:space='preserve'> piece</t></r><rPh><t>no</t></rPh></si><si/><si><t>last</t></si>"
    )
    first = '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c></row>'
    sheet = f'<sheetData>{first}<row><c t="s"><v>3</v></c><c t="s"><v>2</v></c></row></sheetData>'
    path = made(tmp_path / "f.xlsx", sheet, shared=shared)
    assert rows(path) == [["یک", None, "do piece"], ["last", None, None]]
    assert [line.number for line in XlsxReader(path, FileShape(header=False, columns=("a",))).lines()] == [2, 3]


def test_a_number_is_a_date_where_its_format_says_so(tmp_path):
    styles = (
        '<numFmts><numFmt numFmtId="164" formatCode="[$-3000401]yyyy\\/mm\\/dd;@"/>'
        '<numFmt numFmtId="165" formatCode="0.0 &quot;days&quot;"/><numFmt numFmtId="166" formatCode="[h]:mm"/></numFmts>'
        '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="14"/></cellXfs>'
    )
    sheet = "<sheetData>" + "".join(f'<row><c s="{style}"><v>46000.25</v></c></row>' for style in range(5)) + "</sheetData>"
    cells = [row[0] for row in rows(made(tmp_path / "f.xlsx", sheet, styles=styles))]
    at = dt.datetime(2025, 12, 9, 6, 0)  # noqa: DTZ001 (Excel knows no zone)
    assert cells == [46000.25, at, 46000.25, dt.timedelta(days=46000.25), at]
    assert rows(made(tmp_path / "old.xlsx", sheet, styles=styles, workbook='<workbookPr date1904="1"/>'))[1][0] == at.replace(
        year=2029, month=12, day=10
    )


def test_a_sheet_is_chosen_by_its_name_and_a_wrong_name_says_which_there_are(tmp_path):
    path = made(tmp_path / "f.xlsx", '<sheetData><row><c t="inlineStr"><is><t>x</t></is></c></row></sheetData>')
    assert rows(path, sheet="فروش") == [["x", None, None]]
    with pytest.raises(FileDamaged, match="فروش"):
        rows(path, sheet="خرید")


def test_a_prefix_before_every_name_changes_nothing(tmp_path):
    row = '<x:row><x:c><x:v>7</x:v></x:c><x:c t="b"><x:v>1</x:v></x:c></x:row>'
    sheet = f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{row}</x:sheetData></x:worksheet>'
    assert rows(made(tmp_path / "f.xlsx", sheet)) == [[7, True, None]]


@pytest.mark.parametrize(
    "sheet",
    [
        '<sheetData><row><c t="s"><v>9</v></c></row></sheetData>',
        '<sheetData><row><c t="s"><v>-1</v></c></row></sheetData>',
        "<sheetData><row><c><v>many</v></c></row></sheetData>",
        '<sheetData><row r="x"/></sheetData>',
        '<sheetData><row><c s="-7777777777777777777"><v>1</v></c></row></sheetData>',
        "<sheetData><row><c><v>1",
    ],
)
def test_a_sheet_that_contradicts_itself_is_damaged(tmp_path, sheet):
    with pytest.raises(FileDamaged):
        rows(made(tmp_path / "f.xlsx", sheet))


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml", "_rels/.rels"])
def test_a_part_with_a_document_type_is_refused(tmp_path, part):
    bomb = '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    with pytest.raises((XmlForbidden, FileDamaged)):
        rows(made(tmp_path / "f.xlsx", "<sheetData/>", **{part: bomb}))


def test_cells_far_to_the_right_and_endless_texts_cost_nothing(tmp_path, monkeypatch):
    far = "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c><c r="A{n}"><v>2</v></c></row>' for n in range(1, 2000))
    assert len(rows(made(tmp_path / "f.xlsx", f"<sheetData>{far}</sheetData>"))) == 1999
    monkeypatch.setattr(xlsx, "MOST_SHARED", 1 << 16)
    many = "<si><t>" + "x" * 1000 + "</t></si>"
    with pytest.raises(FileUnpacksTooLarge):
        rows(made(tmp_path / "g.xlsx", "<sheetData/>", shared=many * 600))


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = made(tmp_path / "f.xlsx", "<sheetData>" + " " * (70 << 20) + "</sheetData>")
    with pytest.raises(FileUnpacksTooLarge):
        rows(path)


def test_kinds_that_are_held_whole_may_not_be_as_large(tmp_path, monkeypatch):
    monkeypatch.setattr(excel, "_HELD_AT_MOST", 1000)
    with zipfile.ZipFile(tmp_path / "f.ods", "w") as file:
        file.writestr("content.xml", "x" * 2000)
    with pytest.raises(FileUnpacksTooLarge):
        rows(tmp_path / "f.ods")


def test_memory_does_not_grow_with_the_rows(tmp_path):
    def peak(count: int) -> int:
        row = "<row>" + "<c><v>12345.5</v></c><c t='str'><v>a text of a cell</v></c>" * 2 + "</row>"
        path = made(tmp_path / f"{count}.xlsx", "<sheetData>" + row * count + "</sheetData>")
        monitored = open_workbook(path, FileShape(header=False, columns=("a", "b", "c", "d")))
        tracemalloc.start()
        try:
            assert sum(1 for _ in monitored.lines()) == count
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert peak(30_000) < peak(6_000) * 1.5

"""JSON, JSON lines, Parquet and XLSX: values as they were written, records conserved."""

import datetime as dt
import gzip
import json
import zipfile

import polars as pl
import pytest

from lodestar.errors import LodestarError
from lodestar.intake.forms import count_records, detect_dialect, json_reader, open_sources, read_frames, read_header

RECORDS = (
    '{"id":1,"big":12345678901234567890123,"score":3.0,"tags":["a",1.50,null],"who":{"n":"ü\\"","ok":true},"no":null}'
)
VALUES = {
    "id": "1",
    "big": "12345678901234567890123",
    "score": "3.0",
    "tags": '["a",1.50,null]',
    "who": '{"n":"ü\\"","ok":true}',
    "no": None,
}


def one(folder, name, content):
    (folder / name).write_bytes(content)
    return open_sources([folder / name])[0]


def read(file):
    dialect = detect_dialect(file)
    chunks = list(read_frames(file, dialect))
    rows = [row for chunk in chunks for row in chunk.rows.to_dicts()]
    rejected = [row for chunk in chunks for row in chunk.rejected.rows()]
    assert count_records(file, dialect) == len(rows) + len(rejected)
    return rows, rejected


@pytest.mark.parametrize(("name", "content"), [("a.jsonl", RECORDS), ("a.json", f"[{RECORDS}]"), ("a.csv", RECORDS)])
def test_json_values_keep_their_text(tmp_path, name, content):
    file = one(tmp_path, name, content.encode())
    assert read(file) == ([{**VALUES, "_line": 1}], [])
    assert read_header(file, detect_dialect(file)) == list(VALUES)


def test_each_broken_line_is_rejected_with_its_reason(tmp_path):
    lines = [
        '{"a":"x","b":"üß"}'.encode(),
        b"{broken",
        b"[1,2]",
        b'{"a":"\\ud800"}',
        b'{"a":"\\u0000"}',
        b'{"a":NaN}',
        b"",
        b'{"a":"\xff"}',
        b'{"a":"\0"}',
        b"[" * 100_000,
        b'{"a":' + b"[" * 900 + b"]" * 900 + b"}",
        '{"a":"\\ud83d\\ude00","b":"é"}'.encode(),
    ]
    rows, rejected = read(one(tmp_path, "a.jsonl", b"\r\n".join(lines) + b"\n\n"))
    assert rows == [{"a": "x", "b": "üß", "_line": 1}, {"a": "😀", "b": "é", "_line": 12}]
    assert [(line, reason) for line, reason, _ in rejected] == [
        (2, "broken_json"),
        (3, "not_an_object"),
        (4, "lone_surrogate"),
        (5, "nul_byte"),
        (6, "broken_json"),
        (8, "not_in_encoding"),
        (9, "nul_byte"),
        (10, "broken_json"),
        (11, "broken_json"),
    ]
    assert all(len(text) <= 4000 for _, _, text in rejected)


@pytest.mark.parametrize(
    ("text", "reason"),
    [("\\ud800", "lone_surrogate"), ("\\uDFFF", "lone_surrogate"), ("\\u0000", "nul_byte"), ("\0", "nul_byte")],
)
def test_one_unstorable_line_among_good_ones_is_seen(tmp_path, text, reason):
    lines = ['{"a":"x"}', f'{{"a":"{text}"}}', '{"a":"y"}']
    rows, rejected = read(one(tmp_path, "a.jsonl", "\n".join(lines).encode()))
    assert [row["a"] for row in rows] == ["x", "y"]
    assert [row[:2] for row in rejected] == [(2, reason)]


def test_two_records_in_one_line_and_one_in_two_are_no_records(tmp_path):
    lines = ['{"a":"x"}', '{"a":1},{"a":2}', '{"a":[{}', "{}]}", '{"a":"y"}']
    rows, rejected = read(one(tmp_path, "a.jsonl", "\n".join(lines).encode()))
    assert [row["_line"] for row in rows] == [1, 5]
    assert [row[:2] for row in rejected] == [(2, "broken_json"), (3, "broken_json"), (4, "broken_json")]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64])
def test_a_json_array_may_be_cut_anywhere(tmp_path, monkeypatch, size):
    records = [{"id": n, "text": 'ü"[{,}]\\' * n, "deep": [[n], {"x": []}]} for n in range(12)]
    content = json.dumps(records, ensure_ascii=False, indent=1).encode()
    file = one(tmp_path, "a.json", content)
    whole = read(file)
    parts = [content[at : at + size] for at in range(0, len(content), size)]
    monkeypatch.setattr(json_reader, "utf8_blocks", lambda *_: iter(parts))
    monkeypatch.setattr("lodestar.intake.forms.counting.utf8_blocks", lambda *_: iter(parts))
    assert read(file) == whole
    assert [row["text"] for row in whole[0]] == [record["text"] for record in records]


def test_an_empty_array_has_no_records_and_elements_that_are_none_are_rejected(tmp_path):
    assert read(one(tmp_path, "a.json", b"[ ]")) == ([], [])
    rows, rejected = read(one(tmp_path, "b.json", b'[{"a":1}, 2, null, []]'))
    assert len(rows) == 1
    assert [reason for _, reason, _ in rejected] == ["not_an_object"] * 3


@pytest.mark.parametrize("pack", ["plain", "gz", "zip"])
def test_parquet_as_text(tmp_path, pack):
    frame = pl.DataFrame(
        {
            "id": [1, 2],
            "at": [dt.datetime(2026, 1, 2, 3, 4, 5, 600), None],
            "zoned": pl.Series([dt.datetime(2026, 1, 2, 3, 4, 5), None]).dt.replace_time_zone("Asia/Shanghai"),
            "day": [dt.date(2026, 1, 2), None],
            "tags": [["a", "b"], None],
            "who": [{"n": "x"}, None],
            "ok": [True, None],
        }
    )
    frame.write_parquet(tmp_path / "a.parquet")
    content = (tmp_path / "a.parquet").read_bytes()
    (tmp_path / "b").mkdir()
    if pack == "gz":
        (tmp_path / "b" / "a.parquet.gz").write_bytes(gzip.compress(content))
    elif pack == "zip":
        with zipfile.ZipFile(tmp_path / "b" / "a.zip", "w") as archive:
            archive.writestr("a.parquet", content)
    else:
        (tmp_path / "b" / "a.parquet").write_bytes(content)
    rows, _ = read(open_sources([tmp_path / "b"])[0])
    assert rows[0] == {
        "id": "1",
        "at": "2026-01-02T03:04:05.000600",
        "zoned": "2026-01-02T03:04:05.000000+08:00",
        "day": "2026-01-02",
        "tags": '["a","b"]',
        "who": '{"n":"x"}',
        "ok": "true",
        "_line": 1,
    }
    assert [rows[1][name] for name in ("at", "zoned", "day", "tags", "who", "ok")] == [None] * 6


def workbook(path, sheets):
    """Write a workbook by hand: cells are XML, so that every oddity of real files can be made."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    numbered = list(enumerate(sheets.items(), start=1))
    with zipfile.ZipFile(path, "w") as pack:
        overrides = "".join(
            f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kind}.worksheet+xml"/>'
            for n, _ in numbered
        )
        pack.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>{overrides}</Types>',
        )
        pack.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r0" '
            f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        named = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, (name, _) in numbered)
        pack.writestr(
            "xl/workbook.xml", f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>{named}</sheets></workbook>'
        )
        links = "".join(
            f'<Relationship Id="r{n}" Type="{office}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n, _ in numbered
        )
        pack.writestr(
            "xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{package}/relationships">{links}</Relationships>'
        )
        pack.writestr(
            "xl/styles.xml",
            f'<styleSheet xmlns="{main}"><cellXfs><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs></styleSheet>',
        )
        for n, (_, rows) in numbered:
            body = "".join(
                f'<row r="{r}">' + "".join(cell.format(f"{chr(65 + c)}{r}") for c, cell in enumerate(cells)) + "</row>"
                for r, cells in enumerate(rows, start=1)
            )
            pack.writestr(
                f"xl/worksheets/sheet{n}.xml", f'<worksheet xmlns="{main}"><sheetData>{body}</sheetData></worksheet>'
            )
    return path


def text(value):
    return f'<c r="{{}}" t="inlineStr"><is><t>{value}</t></is></c>'


def number(value, style=0):
    return f'<c r="{{}}" s="{style}"><v>{value}</v></c>'


def test_a_workbook_sheet_by_sheet_with_dates_and_strings_in_one_column(tmp_path):
    header = [text("id"), text("at"), text("note")]
    rows = [
        [number(1), number(43159.5, 1), text("x")],
        [],
        [number(2), text("2019/2/28 11:25:05"), '<c r="{}" t="e"><v>#REF!</v></c>'],
        [number(3.5), text("2019-3-1"), '<c r="{}"><f>A1+A2</f></c>'],
    ]
    book = workbook(tmp_path / "a.xlsx", {"Data": [header, *rows], "Empty": [], "Notes": [[text("remember")]]})
    said = []
    sheets = open_sources([book], said.append)
    assert [sheet.name for sheet in sheets] == ["a.xlsx#Data", "a.xlsx#Notes"]
    assert said == [
        (
            "a.xlsx#Data has 1 cells with an error and 1 formulas without a result, read as unknown: "
            "open it in a spreadsheet, save it, and import it again."
        ),
        "a.xlsx#Empty is an empty sheet and was left out.",
    ]
    assert sheets[0].sha256 != sheets[1].sha256
    assert read(sheets[0]) == (
        [
            {"id": "1", "at": "2018-02-28 12:00:00", "note": "x", "_line": 2},
            {"id": "2", "at": "2019/2/28 11:25:05", "note": None, "_line": 4},
            {"id": "3.5", "at": "2019-3-1", "note": None, "_line": 5},
        ],
        [],
    )
    assert read(sheets[1]) == ([], [])


def test_a_workbook_without_data_is_refused(tmp_path):
    with pytest.raises(LodestarError, match="no sheet with data"):
        open_sources([workbook(tmp_path / "a.xlsx", {"One": [], "Two": []})])

"""CSV: the fast reader, the careful reader and the counter all see what the csv module sees."""

import csv
import io
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodestar.errors import LodestarError
from lodestar.intake.forms import (
    Dialect,
    count_records,
    csv_reader,
    detect_dialect,
    open_sources,
    read_frames,
    read_header,
)
from lodestar.intake.forms.counting import count_csv_records
from lodestar.intake.forms.csv_blocks import regular_end

PLAIN = Dialect()
messy = st.text(alphabet='a,"\n\r ', max_size=40)
tidy_field = st.text(alphabet='a,"\nü', max_size=6)


def in_blocks(data: bytes, cuts: list[int]) -> list[bytes]:
    places = sorted({min(cut, len(data)) for cut in cuts} | {0, len(data)})
    return [data[start:end] for start, end in pairwise(places)]


def csv_module(text: str) -> list[list[str]]:
    return [row for row in csv.reader(io.StringIO(text, newline="\n")) if row]


def source(folder: Path, content: bytes, name: str = "t.csv"):
    (folder / name).write_bytes(content)
    return open_sources([folder / name])[0]


def read(file, dialect=None):
    dialect = dialect or detect_dialect(file)
    chunks = list(read_frames(file, dialect))
    rows = [row for chunk in chunks for row in chunk.rows.rows()]
    rejected = [row for chunk in chunks for row in chunk.rejected.rows()]
    assert count_records(file, dialect) == len(rows) + len(rejected)
    return rows, rejected


@settings(max_examples=600, derandomize=True, deadline=None)
@given(messy, st.lists(st.integers(0, 40), max_size=4))
def test_the_counter_agrees_with_the_csv_module_wherever_the_blocks_are_cut(text, cuts):
    text = text.replace("\r", "\r\n")
    expected = len(csv_module(text))
    assert count_csv_records(iter(in_blocks(text.encode(), cuts)), PLAIN) == expected


@settings(max_examples=400, derandomize=True, deadline=None)
@given(
    st.lists(st.lists(tidy_field, min_size=3, max_size=3), max_size=8), st.sampled_from(["\n", "\r\n"]), st.booleans()
)
def test_every_well_formed_file_comes_back_whole(tmp_path_factory, rows, line_end, quote_all):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator=line_end, quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL)
    writer.writerows([["x", "y", "z"], *rows])
    file = source(tmp_path_factory.mktemp("csv"), text.getvalue().encode())
    got, rejected = read(file, PLAIN)
    assert [row[:3] for row in got] == [tuple(value or None for value in row) for row in rows]
    assert [row[3] for row in got] == list(range(2, len(rows) + 2))
    assert rejected == []


@settings(max_examples=500, derandomize=True, deadline=None)
@given(messy)
def test_fast_and_careful_reader_tell_the_same(tmp_path_factory, text):
    file = source(tmp_path_factory.mktemp("csv"), b"x,y\n" + text.encode())
    together = read(file, PLAIN)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_reader, "regular_end", lambda *_, **__: 0)
        assert read(file, PLAIN) == together


@settings(max_examples=300, derandomize=True, deadline=None)
@given(messy, st.integers(1, 30))
def test_small_blocks_tell_the_same_as_one(tmp_path_factory, text, size):
    file = source(tmp_path_factory.mktemp("csv"), b"x,y\n" + text.encode())
    together = read(file, PLAIN)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_reader, "utf8_blocks", lambda *_: iter(in_blocks(file.content(), list(range(0, 60, size)))))
        assert read(file, PLAIN) == together


def test_a_stray_quote_is_not_regular():
    assert regular_end(b'a,5" disk\n', PLAIN, final=True) == 0
    assert regular_end(b'a,5"x" disk\n', PLAIN, final=True) == 0
    assert regular_end(b'a,"x"5\n', PLAIN, final=True) == 0
    assert regular_end(b'a,"5"" disk"\n', PLAIN, final=True) == 13
    assert regular_end(b'a,"b"\nc,"d', PLAIN, final=False) == 6


def test_ragged_rows_are_rejected_with_their_row_and_reason(tmp_path):
    file = source(tmp_path, b"a,b\n1,2\n3\n4,5,6\n7,8\n")
    rows, rejected = read(file)
    assert rows == [("1", "2", 2), ("7", "8", 5)]
    assert rejected == [(3, "too_few_fields", "3"), (4, "too_many_fields", "4,5,6")]


@pytest.mark.parametrize(
    ("line", "reason"), [(b"3", "too_few_fields"), (b'"3"', "too_few_fields"), (b"3,4,5", "too_many_fields")]
)
def test_one_ragged_row_among_regular_ones_is_seen(tmp_path, line, reason):
    rows, rejected = read(source(tmp_path, b'a,b\n1,"x, y"\n' + line + b'\n5,""\n'))
    assert rows == [("1", "x, y", 2), ("5", None, 4)]
    assert [row[:2] for row in rejected] == [(3, reason)]


def test_bytes_that_are_no_text_reject_one_row_only(tmp_path):
    good = "ü,1\n".encode() * 3
    rows, rejected = read(source(tmp_path, b"a,b\n" + good + b"\xb7,2\n\0,3\n\xed\xa0\x80,4\n"))
    assert len(rows) == 3
    assert [row[:2] for row in rejected] == [(5, "not_in_encoding"), (6, "nul_byte"), (7, "not_in_encoding")]


def test_a_quote_never_closed_rejects_what_it_swallows_as_one_record(tmp_path):
    rows, rejected = read(source(tmp_path, b'a,b\n1,2\n3,"x\n4,5\n'))
    assert rows == [("1", "2", 2)]
    assert rejected == [(3, "unclosed_quote", '3,"x\n4,5')]


def test_a_quote_never_closed_in_a_big_file_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(csv_reader, "RECORD_LIMIT", 1000)
    file = source(tmp_path, b'a,b\n1,"' + b"x\n" * 5000)
    monkeypatch.setattr(csv_reader, "utf8_blocks", lambda *_: iter(in_blocks(file.content(), [100, 900, 2000, 4000])))
    with pytest.raises(LodestarError, match="row 2 that is never closed"):
        list(read_frames(file, PLAIN))


def test_a_three_megabyte_row_survives(tmp_path):
    body = 'x "quoted"\r\n, ' * 230_000
    text = io.StringIO()
    csv.writer(text).writerows([["id", "body"], ["1", body], ["2", "short"]])
    rows, rejected = read(source(tmp_path, text.getvalue().encode()))
    assert rows == [("1", body, 2), ("2", "short", 3)]
    assert rejected == []


def test_header_only_has_no_rows(tmp_path):
    for content in (b"a,b", b"a,b\n", b"a,b\r\n", b"\xef\xbb\xbfa,b\n\n"):
        file = source(tmp_path, content)
        assert read(file) == ([], [])
        assert read_header(file, detect_dialect(file)) == ["a", "b"]


def test_blank_lines_are_no_records_but_keep_their_number(tmp_path):
    rows, rejected = read(source(tmp_path, b"a,b\n\n1,2\r\n\r\n3,4\n\n\n"))
    assert rows == [("1", "2", 3), ("3", "4", 5)]
    assert rejected == []


def test_a_column_named_twice_is_numbered_and_said(tmp_path):
    file = source(tmp_path, b"category,x,category,,category_2\n1,2,3,4,5\n")
    said = []
    assert read_header(file, PLAIN, said.append) == ["category", "x", "category_3", "column_4", "category_2"]
    assert len(said) == 1
    assert "category" in said[0]
    assert read(file)[0] == [("1", "2", "3", "4", "5", 2)]


def test_a_column_named_line_is_refused(tmp_path):
    file = source(tmp_path, b"_line,x\n1,2\n")
    with pytest.raises(LodestarError, match="_line"):
        read_header(file, PLAIN)


def test_lines_above_and_below_are_left_out_where_the_map_says_so(tmp_path):
    content = "\ufeffReporting period: a to b\n\nname,count\nx,1\ny,2\nReporting period: a to b\n".encode()
    file = source(tmp_path, content)
    with pytest.raises(LodestarError, match="set skip_lines = 2"):
        detect_dialect(file)
    dialect = detect_dialect(file, skip_lines=2, trailer_lines=1)
    assert str(dialect) == ("utf-8-sig, comma, double quotes, 2 lines above the header, 1 lines below the data")
    assert read(file, dialect) == ([("x", "1", 4), ("y", "2", 5)], [])
    rows, rejected = read(file, detect_dialect(file, skip_lines=2))
    assert len(rows) == 2
    assert [row[:2] for row in rejected] == [(6, "too_few_fields")]


@pytest.mark.parametrize("trailer", [1, 2, 5])
def test_a_trailer_longer_than_the_data_leaves_nothing(tmp_path, trailer):
    rows, _ = read(source(tmp_path, b"a,b\n1,2\n3,4\n"), Dialect(trailer_lines=trailer))
    assert len(rows) == max(2 - trailer, 0)


def test_old_mac_line_ends(tmp_path):
    file = source(tmp_path, b"a,b\r1,2\r3,4\r")
    assert detect_dialect(file).line_end == "\r"
    assert read(file)[0] == [("1", "2", 2), ("3", "4", 3)]


@pytest.mark.parametrize(("delimiter", "name"), [(",", "comma"), (";", "semicolon"), ("\t", "tab"), ("|", "bar")])
def test_the_delimiter_is_found_and_shown(tmp_path, delimiter, name):
    lines = [["id", "text"], ["1", "a, b; c"], ["2", "d, e; f"]]
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(lines)
    file = source(tmp_path, text.getvalue().encode())
    dialect = detect_dialect(file)
    assert name in str(dialect)
    assert [row[:2] for row in read(file, dialect)[0]] == [("1", "a, b; c"), ("2", "d, e; f")]


def test_one_column_needs_no_delimiter(tmp_path):
    assert read(source(tmp_path, b'id\n1\n\n""\n2\n'))[0] == [("1", 2), (None, 4), ("2", 5)]


@pytest.mark.parametrize(("encoding", "said"), [("utf-16", "utf-16"), ("utf-8-sig", "utf-8-sig")])
def test_a_byte_order_mark_names_the_encoding(tmp_path, encoding, said):
    file = source(tmp_path, "编号,内容\n1,你好\n".encode(encoding))
    assert detect_dialect(file).encoding == said
    assert read_header(file, detect_dialect(file)) == ["编号", "内容"]
    assert read(file)[0] == [("1", "你好", 2)]


def test_gb18030_is_refused_with_the_way_out_and_read_when_said(tmp_path):
    file = source(tmp_path, "id,内容\n1,你好\n".encode("gb18030"), "tickets_2026-03.csv")
    with pytest.raises(LodestarError) as caught:
        detect_dialect(file)
    assert str(caught.value) == (
        "tickets_2026-03.csv is not UTF-8 (byte 0xc4 in row 1). "
        "Exports from Chinese systems are often GB18030: try --encoding gb18030."
    )
    assert read(file, detect_dialect(file, encoding="gb18030"))[0] == [("1", "你好", 2)]


def test_a_wrong_encoding_is_refused(tmp_path):
    file = source(tmp_path, "id,内容\n1,你好\n".encode())
    for encoding, sentence in [("utf-9", "There is no encoding utf-9"), ("ascii", "is not ascii")]:
        with pytest.raises(LodestarError, match=sentence):
            detect_dialect(file, encoding=encoding)


def test_a_file_that_knows_no_quotes(tmp_path):
    file = source(tmp_path, b'a,b\n"x,5" disk\n')
    assert read(file, detect_dialect(file, quote=""))[0] == [('"x', '5" disk', 2)]


def test_columns_may_differ_between_files(tmp_path):
    (tmp_path / "1.csv").write_bytes(b"a,b\n1,2\n")
    (tmp_path / "2.csv").write_bytes(b"a,b,c\n1,2,3\n")
    widths = [len(read_header(file, detect_dialect(file))) for file in open_sources([tmp_path])]
    assert widths == [2, 3]

"""Broken files of real shape: never a traceback, and what is read and rejected is always what was counted."""

import gzip
import io
import zipfile

from hypothesis import given, settings
from hypothesis import strategies as st

from lodestar.errors import LodestarError
from lodestar.intake.forms import count_records, detect_dialect, open_sources, read_frames, read_header

CSV = (
    'id,created,"author type",body\r\n'
    "1,2026-01-02T03:04:05Z,customer,plain words\r\n"
    '2,2026-01-02T03:05:05Z,bot,"with, comma and ""quotes"""\r\n'
    '3,2026-01-02T03:06:05Z,human,"two\r\n\r\nlines; 你好，请问 ü"\r\n'
    "4,,customer,\r\n"
).encode() * 3
JSONL = (
    '{"id": 1, "at": "2026-01-02T03:04:05Z", "tags": ["a", 1.50], "who": {"n": "ü"}, "body": "x\\u00e9 \\"q\\" 你好"}\n'
    '{"id": 2, "body": "two\\nlines", "ok": true, "no": null}\n\n'
).encode() * 4
JSON = b"[" + b",\n".join(line for line in JSONL.splitlines() if line) + b"]"


def zipped(name: str, content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("folder/" + name, content)
        archive.writestr("__MACOSX/._" + name, b"\0")
    return packed.getvalue()


PACKS = {
    "e.csv.gz": (lambda data: gzip.compress(data, mtime=0), CSV),
    "f.jsonl.gz": (lambda data: gzip.compress(data, mtime=0), JSONL),
    "g.zip": (lambda data: zipped("a.csv", data), CSV),
    "h.zip": (lambda data: zipped("a.jsonl", data), JSONL),
}
SHAPES = {
    "a.csv": CSV,
    "b.csv": CSV.decode().encode("utf-16"),
    "c.jsonl": JSONL,
    "d.json": JSON,
    **{name: pack(content) for name, (pack, content) in PACKS.items()},
}
PIECES = [
    b'"',
    b"\n",
    b"\r",
    b",",
    b";",
    b"\0",
    b"\xff",
    b"\xed\xa0\x80",
    b"\\ud800",
    b"{",
    b"]",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"",
]

mutation = st.tuples(
    st.sampled_from(["insert", "replace", "delete", "cut", "repeat"]),
    st.integers(0, 10_000),
    st.integers(1, 40),
    st.sampled_from(PIECES) | st.binary(max_size=6),
)


def mutated(data: bytes, steps: list[tuple[str, int, int, bytes]]) -> bytes:
    for kind, place, length, piece in steps:
        at = place % (len(data) + 1)
        if kind == "insert":
            data = data[:at] + piece + data[at:]
        elif kind == "replace":
            data = data[:at] + piece + data[at + len(piece) :]
        elif kind == "delete":
            data = data[:at] + data[at + length :]
        elif kind == "cut":
            data = data[:at]
        else:
            data = data[:at] + data[at : at + length] * 2 + data[at + length :]
    return data


def conserved(path) -> bool:
    """Return whether the file was read, records conserved; False where it was refused in a sentence."""
    try:
        for file in open_sources([path]):
            dialect = detect_dialect(file)
            read_header(file, dialect)
            delivered = sum(len(chunk) for chunk in read_frames(file, dialect))
            assert delivered == count_records(file, dialect)
    except LodestarError:
        return False
    return True


@settings(max_examples=1200, derandomize=True, deadline=None)
@given(st.sampled_from(sorted(SHAPES)), st.lists(mutation, min_size=1, max_size=5))
def test_no_mutation_makes_a_traceback_or_loses_a_record(tmp_path_factory, name, steps):
    path = tmp_path_factory.getbasetemp() / f"fuzz-{name}"
    path.write_bytes(mutated(SHAPES[name], steps))
    conserved(path)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.sampled_from(sorted(PACKS)), st.lists(mutation, min_size=1, max_size=3))
def test_nor_does_one_inside_a_whole_pack(tmp_path_factory, name, steps):
    pack, content = PACKS[name]
    path = tmp_path_factory.getbasetemp() / f"inside-{name}"
    path.write_bytes(pack(mutated(content, steps)))
    conserved(path)


def test_every_shape_is_read_when_nothing_is_broken(tmp_path):
    for name, content in SHAPES.items():
        (tmp_path / name).write_bytes(content)
        assert conserved(tmp_path / name)

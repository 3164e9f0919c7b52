"""Files, folders and archives: what is opened, what is left out and said, what is refused in one sentence."""

import errno
import gzip
import os
import stat
import zipfile
from pathlib import Path

import pytest

from lodestar.errors import LodestarError
from lodestar.intake.forms import count_records, detect_dialect, open_sources, read_frames, streams

CSV = b"a,b\n1,2\n"


def pack(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def read_all(*paths):
    for file in open_sources(paths):
        dialect = detect_dialect(file)
        assert count_records(file, dialect) == sum(len(chunk) for chunk in read_frames(file, dialect))


def refused(*paths):
    with pytest.raises(LodestarError) as caught:
        read_all(*paths)
    assert caught.value.exit_code == 2
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_folder_is_walked_and_what_is_hidden_is_said(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "x.csv").write_bytes(CSV)
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(CSV))
    (tmp_path / ".DS_Store").write_bytes(b"\0\1")
    pack(
        tmp_path / "c.zip",
        {"in/y.csv": CSV, "__MACOSX/in/._y.csv": b"\0", "in/.hidden": b"x", "in/z.csv.gz": gzip.compress(CSV)},
    )
    said = []
    sources = open_sources([tmp_path], said.append)
    assert [file.name for file in sources] == ["a.csv.gz", "b/x.csv", "c.zip!in/y.csv", "c.zip!in/z.csv.gz"]
    assert len({file.sha256 for file in sources}) == 1
    assert [count_records(file, detect_dialect(file)) for file in sources] == [1, 1, 1, 1]
    assert sorted(text.split(" ")[0] for text in said) == [".DS_Store", "c.zip!__MACOSX/in/._y.csv", "c.zip!in/.hidden"]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.csv", b"", "is empty"),
        ("a.csv", b"\n\n  \n", "has no header"),
        ("a.csv.gz", gzip.compress(b"", mtime=0), "is empty"),
        ("a.csv.gz", gzip.compress(os.urandom(9000).hex().encode() * 3)[:-900], "is cut off"),
        ("a.csv.gz", b"\x1f\x8b\x08garbage", "cut off|damaged"),
        ("a.zip", b"PK\x03\x04 and then nothing", "damaged"),
        ("a.csv", bytes(range(256)) * 9, "is binary"),
        ("a.csv", b"%PDF-1.7\n", "is a PDF"),
        ("a.png", b"\x89PNG\r\n", "is a picture"),
        ("a.csv", b"\xd0\xcf\x11\xe0\xa1\xb1", "old .xls"),
        ("a.parquet", b"a,b\n", "is none"),
        ("a.parquet", b"PAR1 no more", "damaged Parquet"),
        ("a.xlsx", b"PK\x03\x04 no more", "damaged workbook"),
        ("notes.md", b"# hello\n", "of no form"),
        ("a.json", b'{\n "a": 1\n}', "one JSON object"),
        ("a.json", b'[{"a": 1}, {"a": ', "broken at record 2"),
        ("a.json", b'[{"a": 1} {"a": 2}]', "breaks off behind record 1"),
    ],
)
def test_each_fault_of_a_file_is_one_sentence(tmp_path, name, content, sentence):
    (tmp_path / name).write_bytes(content)
    message = refused(tmp_path / name)
    assert any(part in message for part in sentence.split("|"))
    assert message.startswith(name)
    assert message.endswith((".", "instead."))


def test_a_missing_path_and_an_empty_folder(tmp_path):
    assert "does not exist" in refused(tmp_path / "gone.csv")
    assert "nothing to import" in refused(tmp_path)


def test_one_bad_file_among_many_refuses_all_by_name(tmp_path):
    for number in range(5):
        (tmp_path / f"{number}.csv").write_bytes(CSV)
    (tmp_path / "3b.csv").write_bytes(b"")
    assert refused(tmp_path).startswith("3b.csv is empty")


@pytest.mark.parametrize("name", ["../evil.csv", "/etc/evil.csv", "a/../../evil.csv", "C:\\evil.csv", "..\\evil.csv"])
def test_a_member_that_leads_out_of_its_folder_is_refused(tmp_path, name):
    info = zipfile.ZipInfo("x")
    info.filename = name
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(info, CSV)
    assert "leads out of its folder" in refused(tmp_path / "a.zip")


def test_links_are_refused_in_archives_and_folders(tmp_path):
    info = zipfile.ZipInfo("link.csv")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(info, "/etc/passwd")
    assert "symbolic link" in refused(tmp_path / "a.zip")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "b.csv").symlink_to("/etc/passwd")
    assert "symbolic link" in refused(tmp_path / "in")


def test_an_archive_with_a_password_in_an_archive_or_empty_is_refused(tmp_path):
    pack(tmp_path / "a.zip", {"x.csv": CSV})
    data = bytearray((tmp_path / "a.zip").read_bytes())
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "a.zip").write_bytes(bytes(data))
    assert "protected by a password" in refused(tmp_path / "a.zip")
    pack(tmp_path / "c.zip", {"b.zip": pack(tmp_path / "b.zip", {"x.csv": CSV}).read_bytes()})
    assert "archive inside an archive" in refused(tmp_path / "c.zip")
    assert "holds no files" in refused(pack(tmp_path / "d.zip", {"__MACOSX/x": b"1"}))


def test_a_broken_member_is_named(tmp_path):
    pack(tmp_path / "a.zip", {"x.csv": b"a,b\n" + os.urandom(500_000).hex().encode()})
    data = bytearray((tmp_path / "a.zip").read_bytes())
    data[200_000:200_400] = bytes(400)
    (tmp_path / "a.zip").write_bytes(bytes(data))
    assert refused(tmp_path / "a.zip").startswith("a.zip!x.csv is damaged")


def test_bombs_are_refused_at_the_limit_and_not_before(tmp_path, monkeypatch):
    monkeypatch.setattr(streams, "RATIO_FROM", 1 << 20)
    bomb = b"a,b\n" + b"1,2\n" * 600_000
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(bomb))
    assert "300 times its size" in refused(tmp_path / "a.csv.gz")
    assert "300 times its size" in refused(pack(tmp_path / "a.zip", {"x.csv": bomb}))
    monkeypatch.setattr(streams, "MAX_RATIO", 2000)
    read_all(tmp_path / "a.zip")
    monkeypatch.setattr(streams, "MAX_BYTES", len(bomb) - 1)
    assert "GiB: split it" in refused(tmp_path / "a.csv.gz")


def test_no_permission_is_said(tmp_path, monkeypatch):
    """The refusal is played, because whoever runs the tests may be allowed everything."""

    def deny(self, *_, **__):
        raise PermissionError(errno.EACCES, "Permission denied", str(self))

    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.csv").write_bytes(CSV)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", deny)
        assert refused(tmp_path / "in") == "a.csv cannot be opened (Permission denied): check its permissions."
    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", deny)
        assert "in cannot be read (Permission denied)" in refused(tmp_path / "in")
    with monkeypatch.context() as patch:
        patch.setattr(Path, "stat", deny)
        assert "Permission denied" in refused(tmp_path / "in")

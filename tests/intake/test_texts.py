"""Which texts are the same, and which may not be kept? Bodies, personal values, keys."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodestar.intake.bodies import body_hash, letters_only
from lodestar.intake.html_text import html_to_text
from lodestar.intake.keys import SeenHashes
from lodestar.intake.privacy import hash_personal, is_id_number, is_personal, looks_personal, mask_text
from tests.intake.importing import run, table, write


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("Hello, World!", "helloworld"),
        ("您好，我的订单 12 号。“谢谢”！", "您好我的订单12号谢谢"),
        ("ПРИВЕТ, мир ÉCOLE", "приветмирécole"),
        ("ＡＢ：１２（好）", "ａｂ１２好"),
        ("😀 ok → ¿no?", "okno"),
        ("", ""),
    ],
)
def test_only_letters_digits_and_ideographs_count(text: str, letters: str) -> None:
    assert letters_only(pl.Series([text])).to_list() == [letters]


@settings(deadline=None)
@given(st.lists(st.text(alphabet=st.characters(codec="utf-8"), max_size=12), max_size=8))
def test_letters_of_many_texts_are_those_of_each(texts: list[str]) -> None:
    together = letters_only(pl.Series(texts, dtype=pl.String)).to_list()
    assert together == [letters_only(pl.Series([text])).to_list()[0] for text in texts]
    ascii_only = ["".join(c for c in text.lower() if c.isascii() and c.isalnum()) for text in texts if text.isascii()]
    assert [got for got, text in zip(together, texts, strict=True) if text.isascii()] == ascii_only


def test_a_body_of_three_letters_is_like_no_other() -> None:
    assert body_hash(pl.Series(["abc", "Abcd!", "a b c d", None])).is_null().to_list() == [True, False, False, True]
    assert body_hash(pl.Series(["Abcd!", "a b c d"])).n_unique() == 1


def test_only_a_customers_body_is_hashed(tmp_path: Path) -> None:
    """Nobody else's repeats count: an agent's macro sent twice is no question asked again."""
    said = "".join(
        f"{n},1,2026-01-02,{who},Where is it\n" for n, who in enumerate(["customer", "human", "bot", "system"])
    )
    run(tmp_path, write(tmp_path, "messages.csv", "message_id,ticket_id,sent_at,author_type,body\n" + said))
    rows = table(tmp_path, "messages")
    assert set(rows.filter(pl.col("body_hash").is_not_null())["author_type"]) == {"customer"}


def test_an_answer_that_was_the_customers_own_is_hashed_too(tmp_path: Path) -> None:
    """The forum's export calls every answer an answer; the asker's own is theirs, and may be asked again."""
    head = "2024-01-01 00:00:00 +0000,2024-01-01 00:00:00 +0000"
    asked = f"id,created,updated,title,content,product,topic,locale,creator\n1,{head},t,Where is it?,p,k,en,ann\n"
    replies = f"id,question_id,created,updated,content,creator\n8,1,{head},Look here,bob\n9,1,{head},where is it,ann\n"
    run(tmp_path, write(tmp_path, "a.csv", replies))
    run(tmp_path, write(tmp_path, "q.csv", asked))
    mine = table(tmp_path, "messages").filter(pl.col("author_type") == "customer")
    assert (mine.height, mine["body_hash"].null_count(), mine["body_hash"].n_unique()) == (2, 0, 1)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("plain", "plain"),
        ("1 < 2 & 3", "1 < 2 & 3"),
        ("<p>One<br>two</p><p>three</p>", "One\ntwo\nthree"),
        ("<script>x</script><style>y</style><b>z</b>", "z"),
        ("a &amp; b", "a & b"),
    ],
)
def test_a_body_is_the_text_that_a_reader_sees(html: str, text: str) -> None:
    assert html_to_text(pl.Series([html])).to_list() == [text]


@pytest.mark.parametrize(
    "name", ["e-mail", "Email Address", "phone_number", "name", "Agent Name", "customerName", "手机号", "姓名"]
)
def test_columns_that_name_people_are_known_by_their_name(name: str) -> None:
    assert is_personal(name)


@pytest.mark.parametrize(
    "name", ["team_name", "product name", "subject", "ticket_id", "filename", "telemetry", "mailbox_size", "renamed"]
)
def test_other_columns_are_not(name: str) -> None:
    assert not is_personal(name)


def test_columns_of_id_numbers_are_known_by_their_name() -> None:
    assert is_id_number("passport_no")
    assert is_id_number("身份证号")
    assert not is_id_number("ticket_id")


@pytest.mark.parametrize(
    ("value", "is_one"),
    [
        ("write a.b@example.com", True),
        ("13912345678", True),
        ("11010519491231002X", True),
        ("+44 20 7946 0958", True),
        ("403957746773", False),
        ("2026-01-02 03:04:05", False),
        ("1767322000123", False),
        ("version 115.3.1", False),
    ],
)
def test_values_that_look_like_people(value: str, is_one: bool) -> None:
    assert pl.select(looks_personal(pl.lit(value))).item() == is_one
    assert (pl.select(mask_text(pl.lit(value))).item() != value) == is_one


def test_a_personal_value_is_hashed_alike_however_it_is_written() -> None:
    hashed = pl.DataFrame({"v": [" A@b.c", "a@B.C ", None]}).select(hash_personal(pl.col("v"), "key")).to_series()
    assert hashed[0] == hashed[1]
    assert hashed[2] is None
    assert hashed[0] != pl.select(hash_personal(pl.lit("a@b.c"), "another key")).item()


@given(st.lists(st.lists(st.integers(0, 30), max_size=20), max_size=8))
def test_seen_hashes_are_those_of_a_set(chunks: list[list[int]]) -> None:
    seen, known = SeenHashes(), set()
    for chunk in chunks:
        expected = []
        for number in chunk:
            expected.append(number not in known)
            known.add(number)
        assert seen.first_seen(np.array(chunk, dtype=np.uint64)).tolist() == expected

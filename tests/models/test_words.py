"""Which messages are on which word list: precision first, and what is remembered between builds."""

import os
import time
from pathlib import Path

import polars as pl
import pytest

from lodestar.datafolder import DataFolder
from lodestar.errors import LodestarError
from lodestar.locate import program_folder
from lodestar.models.words import Lexicon, load_lexicons, match_messages, message_words

CASES = {
    "thanks_only": {
        "on": [
            "Thanks!", "THANK YOU so much, bye!!", "ok thanks", "Thank you thank you", "thanks 👍👍", "No, thanks",
            "ＴＨＡＮＫＳ！", "谢谢", "好的，谢谢您🙏", "嗯嗯 多谢啦~", "謝謝", "解决了，谢谢",
            "Hi, thank you for your help.",
            "thx :)", "非常感谢！", "谢谢\n\n再见",
        ],
        "off": [
            "no thanks, that did not help", "thanks in advance", "谢谢，什么时候发货？", "什么时候发货谢谢", "thanks?",
            "thanks for nothing", "thanksgiving", "ok", "好的", "👍", "", "谢谢你全家", "thanks, order 12345",
            "thank you but it is still broken", "不用谢我，退款",
        ],
    },
    "thanks": {
        "on": ["thanks, bye", "it works, thank you", "收到，感謝", "thank you but it is still broken", "thanks."],
        "off": ["no thanks", "thanks for nothing", "thanks in advance", "不用谢", "thanksgiving sale", "we asked them"],
    },
    "negative": {
        "on": [
            "This is bad", "BAD!", "not bad but terrible", "Didn’t work", "no thanks, that did not help", "服务太差了",
            "真是垃圾", "太讓人無語", "ｕｓｅｌｅｓｓ", "态度差，不解决",
        ],
        "off": [
            "not bad", "not too bad at all", "my bad", "不差", "质量不差", "badge", "垃圾桶坏了", "没让我失望",
            "没用过",
        ],
    },
    "ask_human": {
        "on": [
            "I want to speak to a person", "A HUMAN!", "agent please", "转人工", "我要转人工服务", "轉人工",
            "are you a bot? real person please",
        ],
        "off": ["不用转人工", "人工智能手表", "human resources", "I don’t want a human", "my travel agent booked it"],
    },
    "complaint": {
        "on": ["I will file a complaint", "我要投诉", "再不处理打12315", "my lawyer will call"],
        "off": ["no complaints so far", "没有投诉的意思", "order 912315", "the regulators"],
    },
    "positive_close": {
        "on": ["It works now", "problem solved", "解决了", "可以了，辛苦", "已解決"],
        "off": ["not solved", "it hasn’t been fixed", "没解决", "解决了吗", "不满意", "unsolved"],
    },
}  # fmt: skip


def lists_of(texts: list[str | None], author: str = "customer") -> list[set[str]]:
    """Return the lists each text is on."""
    frame = pl.DataFrame(
        {"_row_id": range(len(texts)), "author_type": author, "body": texts},
        schema={"_row_id": pl.Int64, "author_type": pl.String, "body": pl.String},
    )
    hits = match_messages(frame.lazy(), load_lexicons())
    return [set(hits.filter(pl.col("row_id") == row)["list"]) for row in range(len(texts))]


@pytest.mark.parametrize("name", CASES)
def test_a_message_is_on_a_list_exactly_when_a_reader_would_say_so(name: str) -> None:
    on, off = CASES[name]["on"], CASES[name]["off"]
    found = lists_of([*on, *off])
    assert [text for text, lists in zip(on, found, strict=False) if name not in lists] == []
    assert [text for text, lists in zip(off, found[len(on) :], strict=True) if name in lists] == []


def test_every_shipped_list_has_cases_and_both_languages() -> None:
    lexicons = load_lexicons()
    assert set(lexicons) == set(CASES)
    assert all(part.label and part.definition for lexicon in lexicons.values() for part in (lexicon.en, lexicon.zh))


@pytest.mark.parametrize("name", CASES)
def test_every_word_is_found_alone_and_every_exception_is_not(name: str) -> None:
    lexicon = load_lexicons()[name]
    words = [*lexicon.en.words, *lexicon.zh.words]
    assert [word for word, lists in zip(words, lists_of(list(words)), strict=True) if name not in lists] == []
    never = [*lexicon.en.never, *lexicon.zh.never]
    assert [phrase for phrase, lists in zip(never, lists_of(list(never)), strict=True) if name in lists] == []


def test_only_the_authors_of_a_list_are_read() -> None:
    assert lists_of(["Thanks! that is bad"], author="human") == [set()]
    assert lists_of([None, "", " ", "?!", "🙏"]) == [set(), set(), set(), set(), {"thanks", "thanks_only"}]


def _part(folder: Path, bodies: list[str]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "messages-0001.parquet"
    pl.DataFrame({"_row_id": range(len(bodies)), "author_type": "customer", "body": bodies}).write_parquet(path)
    return path


def _hits(files: list[Path]) -> set[tuple[int, str]]:
    return set(pl.read_parquet(files).rows())


def test_only_what_changed_is_matched_again(tmp_path: Path) -> None:
    data = DataFolder(tmp_path)
    part = _part(tmp_path / "batches" / "i0001-aaaaaaaa", ["thanks", "banana"])
    lexicons = {name: load_lexicons()[name] for name in ("thanks", "negative")}
    first = message_words(data, [part], lexicons)
    assert _hits(first) == {(0, "thanks")}
    for file in first:
        os.utime(file, (1, 1))

    mine = tmp_path / "lexicons" / "negative.toml"
    mine.parent.mkdir()
    mine.write_text(
        'rule = "contains"\nauthors = ["customer"]\n[en]\nlabel = "x"\ndefinition = "x"\nwords = ["banana"]\n'
        '[zh]\nlabel = "x"\ndefinition = "x"\nwords = ["香蕉"]\n',
        encoding="utf-8",
    )
    edited = {name: load_lexicons(data)[name] for name in ("thanks", "negative")}
    second = message_words(data, [part], edited)
    assert _hits(second) == {(0, "thanks"), (1, "negative")}
    assert [file.stat().st_mtime == 1 for file in second] == [True, False]
    assert set((data.cache / "words").iterdir()) == set(second)


def test_an_undone_import_leaves_nothing_behind(tmp_path: Path) -> None:
    data = DataFolder(tmp_path)
    lexicons = load_lexicons()
    parts = [_part(tmp_path / "batches" / name, ["谢谢"]) for name in ("i0001-aaaaaaaa", "i0002-bbbbbbbb")]
    assert len(message_words(data, parts, lexicons)) == 2 * len(lexicons)
    left = message_words(data, parts[1:], lexicons)
    assert set((data.cache / "words").iterdir()) == set(left)
    assert message_words(data, [], lexicons) == []
    assert list((data.cache / "words").iterdir()) == []


def test_a_list_with_a_wrong_key_is_named_with_the_nearest_right_one(tmp_path: Path) -> None:
    (tmp_path / "lexicons").mkdir()
    shipped = (program_folder("queries") / "lexicons" / "thanks.toml").read_text(encoding="utf-8")
    (tmp_path / "lexicons" / "thanks.toml").write_text(shipped.replace("never =", "nevr ="), encoding="utf-8")
    with pytest.raises(LodestarError, match=r"thanks.toml: unknown key en.nevr. Did you mean never\?"):
        load_lexicons(DataFolder(tmp_path))


def test_long_bodies_are_read_to_the_end_in_little_time() -> None:
    started = time.process_time()
    assert lists_of(["x" * 300_000 + " thanks"]) == [{"thanks"}]
    assert time.process_time() - started < 5


def test_a_changed_matcher_or_list_changes_the_remembered_name() -> None:
    lexicon = load_lexicons()["thanks"]
    other = Lexicon.model_validate(lexicon.model_dump() | {"authors": ("human",)})
    assert other.content_hash != lexicon.content_hash
    relabelled = lexicon.model_dump()
    relabelled["en"]["label"] = "Gratitude"
    assert Lexicon.model_validate(relabelled).content_hash == lexicon.content_hash

"""Which messages hold which words? The lists of `queries/lexicons`, matched before the SQL and remembered per part."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import polars as pl
from pydantic import Field

from lodestar.datafolder import DataFolder
from lodestar.locate import program_folder
from lodestar.toml_files import Strict, load_toml

MATCHER = 1  # counts up when the matching itself changes, so that what is remembered is matched again
HITS = {"row_id": pl.Int64, "list": pl.String}
_FULL_WIDTH = [chr(code) for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))]
_QUOTES = {"’": "'", "‘": "'", "＇": "'", "`": "'"}


class Words(Strict):
    """One language's part of a list: how it is called, what is looked for, in what it does not count."""

    label: str
    definition: str
    words: tuple[str, ...] = Field(min_length=1)
    never: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


class Lexicon(Strict):
    """One word list. `contains`: a word stands in the message; `only`: nothing else does."""

    rule: Literal["contains", "only"]
    authors: tuple[Literal["customer", "human", "bot", "system"], ...] = Field(min_length=1)
    en: Words
    zh: Words

    def phrases(self, kind: Literal["words", "never", "beside"]) -> list[str]:
        """Return both languages' phrases of one kind as they are matched, longest first, each once."""
        found = {_pattern(phrase) for part in (self.en, self.zh) for phrase in getattr(part, kind)}
        return sorted(found, key=lambda phrase: (-len(phrase), phrase))

    @property
    def content_hash(self) -> str:
        """Return what changes exactly when the list could match something else."""
        parts = (MATCHER, self.rule, self.authors, *(self.phrases(kind) for kind in ("words", "never", "beside")))
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]


def load_lexicons(data: DataFolder | None = None) -> dict[str, Lexicon]:
    """Return every word list by name: the program's, each replaced by the site's own of the same name.

    Raises LodestarError where a file is not a word list.
    """
    files = {path.stem: path for path in sorted((program_folder("queries") / "lexicons").glob("*.toml"))}
    if data is not None:
        files |= {path.stem: path for path in sorted((data.root / "lexicons").glob("*.toml"))}
    return {name: load_toml(path, Lexicon) for name, path in sorted(files.items())}


def match_messages(messages: pl.LazyFrame, lexicons: Mapping[str, Lexicon]) -> pl.DataFrame:
    """Return one row (row_id, list) per message and list it is on, of rows `_row_id, author_type, body`.

    Bodies are streamed. Only those holding at least the longest run of letters of some word are evened out and matched.
    """
    anchors = sorted({_anchor(word) for lexicon in lexicons.values() for word in lexicon.phrases("words")})
    authors = sorted({author for lexicon in lexicons.values() for author in lexicon.authors})
    flags = (
        messages.select("_row_id", "author_type", "body")
        .filter(pl.col("author_type").is_in(authors))
        .filter(pl.col("body").str.contains_any(anchors + _FULL_WIDTH, ascii_case_insensitive=True))
        .with_columns(_evened(pl.col("body")).alias("text"))
        .select(
            pl.col("_row_id").alias("row_id"),
            *(
                (pl.col("author_type").is_in(list(lexicon.authors)) & _is_on(lexicon)).alias(name)
                for name, lexicon in lexicons.items()
            ),
        )
        .filter(pl.any_horizontal(*lexicons))
        .collect(engine="streaming")
    )
    if flags.is_empty():
        return pl.DataFrame(schema=HITS)
    hits = [flags.filter(name).select("row_id", pl.lit(name).alias("list")) for name in lexicons]
    return pl.concat(hits).sort("list", "row_id")


def message_words(data: DataFolder, parts: Sequence[Path], lexicons: Mapping[str, Lexicon]) -> list[Path]:
    """Return the Parquet files that together are `message_words(row_id, list)`, for the given parts of `messages`.

    A part never changes, so a list is matched against it once; what belongs to no part or list in use is taken away.
    """
    cache = data.cache / "words"
    cache.mkdir(parents=True, exist_ok=True)
    wanted: list[Path] = []
    for part in parts:
        files = {name: cache / _file_name(part, name, lexicon) for name, lexicon in lexicons.items()}
        wanted += files.values()
        missing = {name: lexicons[name] for name, file in files.items() if not file.exists()}
        if missing:
            hits = match_messages(pl.scan_parquet(part), missing)
            for name in missing:
                beside = files[name].with_suffix(".tmp")
                hits.filter(pl.col("list") == name).write_parquet(beside)
                beside.replace(files[name])
    for stale in set(cache.iterdir()) - set(wanted):
        stale.unlink()
    return wanted


def _file_name(part: Path, name: str, lexicon: Lexicon) -> str:
    return f"{part.parent.name}.{part.stem}.{part.stat().st_size}.{name}.{lexicon.content_hash}.parquet"


def _evened(body: pl.Expr) -> pl.Expr:
    """Return the text in lower case, half-width, without punctuation, every word with two spaces on either side.

    Two, so that neighbouring words can each be taken out together with a space of their own. Runs of Chinese and of
    symbols stand apart from Latin words.
    """
    half_width = body.str.normalize("NFKC").str.to_lowercase()
    plain = half_width.str.replace_many(_QUOTES).str.replace_all(r"[^\p{L}\p{N}\p{So}']+", " ")
    apart = plain.str.replace_all(r"(\p{Han}+|\p{So}+)", "  $1  ")
    return pl.concat_str(pl.lit("  "), apart.str.replace_all(" +", "  "), pl.lit("  "))


def _pattern(phrase: str) -> str:
    """Return a phrase as it stands in an evened text; Latin ends carry a space, so that only whole words match."""
    text = unicodedata.normalize("NFKC", phrase).lower()
    for quote, plain in _QUOTES.items():
        text = text.replace(quote, plain)
    words = re.findall(r"[一-鿿㐀-䶿]+|[^\W_一-鿿㐀-䶿]+(?:'[^\W_一-鿿㐀-䶿]+)*|[^\w\s'.,!?-]+", text)
    joined = "  ".join(words)
    before = " " if joined[:1].isascii() else ""
    after = " " if joined[-1:].isascii() else ""
    return f"{before}{joined}{after}"


def _anchor(pattern: str) -> str:
    """Return the longest unbroken run of a pattern: whatever matches the pattern holds it as typed."""
    return max(re.split(r"[ ']+", pattern), key=len)


def _is_on(lexicon: Lexicon) -> pl.Expr:
    text = pl.col("text")
    words, never = lexicon.phrases("words"), lexicon.phrases("never")
    if lexicon.rule == "contains":
        kept = text.str.replace_many(never, ["  "] * len(never), leftmost=True) if never else text
        return kept.str.contains_any(words)
    taken = sorted({*words, *lexicon.phrases("beside")}, key=lambda phrase: (-len(phrase), phrase))
    rest = text.str.replace_many(taken, [" "] * len(taken), leftmost=True)
    is_bare = ~rest.str.contains(r"[\p{L}\p{N}]") & ~pl.col("body").str.contains(r"[?？]")
    return is_bare & text.str.contains_any(words) & ~(text.str.contains_any(never) if never else pl.lit(value=False))

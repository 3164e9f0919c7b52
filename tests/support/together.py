"""Hold what is asked together to what is asked alone."""

from dataclasses import replace

from polars.testing import assert_frame_equal

from lodestar.metrics.answer import ask, ask_all
from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Question

METRICS = load_catalogue().metrics
NAMES = [m.id for m in METRICS.values() if m.mart in {"mart_contacts", "mart_ola", "mart_turns"} and m.kind in {
    "ratio", "count", "mean", "distribution"}]  # fmt: skip


def same(mart: Mart, shape: Question) -> None:
    questions = [replace(shape, metric=name) for name in NAMES]
    assert len(questions) > 50
    for question, answer in zip(questions, ask_all(mart, questions), strict=True):
        alone = ask(mart, question)
        assert (answer.question, answer.absent, answer.sql) == (alone.question, alone.absent, alone.sql)
        assert_frame_equal(answer.rows, alone.rows, check_exact=True)
        assert (answer.matured_before, answer.is_sampled) == (alone.matured_before, alone.is_sampled)

"""`python -m bench.estimate`: do estimates of the silent keep what they promise? Worlds of known truth, as Markdown.

Worlds are those of tests/estimate/worlds.py: 5,000 contacts a week, 12 % rated. Biases are in points, with their Monte
Carlo standard error. T8, T9 and T11 are equalities and edges: they stand in tests/estimate/ alone.
"""

import argparse
import sys
import time

import numpy as np

from bench.measure import machine
from lodestar.estimate.guards import BEHAVIOUR_SILENT, NEVER_ANSWER
from tests.estimate import runs
from tests.estimate.runs import Run, Told
from tests.estimate.worlds import MECHANISMS, Plan

RUNS = 400
LOW, HIGH = 0.69, 0.85
ODDS = 3.0


def main() -> None:
    """Measure and print; exit 1 where something asked for was not met."""
    parser = argparse.ArgumentParser(prog="python -m bench.estimate", description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS, help="worlds per mechanism")
    count = parser.parse_args().runs
    print(f"Machine: {machine()}. {count} weeks per mechanism.\n")
    print("| test | world | asked | got | met |\n|---|---|---|---|---|")
    started, met = time.monotonic(), True
    made = {name: runs.runs(Plan(name, LOW), count) for name in MECHANISMS}
    met &= _alike(made)
    met &= _strong(made["strong_mar"])
    met &= _speaking(made, count)
    met &= _followed(made)
    outside = sum(runs.outside_bounds(weeks) for weeks in made.values())
    met &= _line("T5", "all six", "no end outside the bounds", f"{outside}", outside == 0)
    met &= _unchanged(made)
    met &= _segments(max(count // 10, 2))
    states = runs.permuted_states(count)
    share = float(np.mean([state == BEHAVIOUR_SILENT for state in states]))
    met &= _line("T10", "ratings permuted", "the guard fires", f"{share:.1%} of weeks", share >= 0.95)
    met &= _rule(max(count // 4, 2))
    print(f"\n{time.monotonic() - started:.0f} s.")
    sys.exit(0 if met else 1)


def _alike(made: dict[str, tuple[Run, ...]]) -> bool:
    met = True
    for name in ("mcar", "mar"):
        told = runs.adjusted(made[name])
        is_met = told.covered >= 0.93 and abs(told.bias) <= 0.5
        met &= _line("T1", name, "coverage >= 93 %, bias <= .5", f"{_told(told)}; {_raw(made[name])}", is_met)
    return met


def _strong(weeks: tuple[Run, ...]) -> bool:
    told, named = runs.adjusted(weeks), float(np.mean([one.figure.state == NEVER_ANSWER for one in weeks]))
    got = f"{_told(told)}; guard {named:.1%}; {_raw(weeks)}"
    is_met = told.covered >= 0.88 or named >= 0.95
    return _line("T2", "strong_mar", "coverage >= 88 % or guard shown >= 95 %", got, is_met)


def _speaking(made: dict[str, tuple[Run, ...]], count: int) -> bool:
    met = True
    asked = {(LOW, "angry"): 0.15, (LOW, "extremes"): 0.15, (HIGH, "angry"): 0.60, (HIGH, "leavers"): 0.25}
    for auc in (LOW, HIGH):
        for name in ("angry", "extremes", "leavers", "unhappy"):
            weeks = made[name] if auc == LOW and name in made else runs.runs(Plan(name, auc), count)
            least, cut = asked.get((auc, name)), runs.cut(weeks)
            got = f"{cut:.0%}: {_raw(weeks)}, adjusted {_points(runs.adjusted(weeks))}"
            world, wanted = f"{name}, AUC {auc}", f"bias cut >= {least:.0%}" if least else "(bias cut, no limit set)"
            met &= _line("T3", world, wanted, got, None if least is None else cut >= least)
            covered = {odds: runs.covered_by_range(weeks, odds) for odds in (1.5, 2.0, ODDS)}
            got = ", ".join(f"{odds:g}: {share:.1%}" for odds, share in covered.items())
            met &= _line("T3", world, "range at odds of 3 covers >= 97 %", got, covered[ODDS] >= 0.97)
    return met


def _followed(made: dict[str, tuple[Run, ...]]) -> bool:
    met = True
    for name, weeks in made.items():
        told, kinder = runs.asked(weeks), runs.asked(weeks, kinder=True)
        is_met = told.covered >= 0.91 and abs(told.bias) <= 0.7
        met &= _line("T4", f"{name}, 200 asked", "coverage >= 91 %, bias <= .7", _told(told), is_met)
        is_met = abs(kinder.bias) <= 1
        met &= _line("T4", f"{name}, a mode 5 points kinder", "bias <= 1 when taken out", _told(kinder), is_met)
    return met


def _unchanged(made: dict[str, tuple[Run, ...]]) -> bool:
    met, weeks = True, made["mar"]
    for name, before, now, most in (
        ("unchanged", weeks[:-1], weeks[1:], 0.07),
        ("unchanged, the angry start to answer", weeks, made["angry"], 0.10),
        ("unchanged, the unhappy stop answering", weeks, made["leavers"], 0.10),
    ):
        found = runs.claims(before, now)
        share = float(np.mean([one.is_claimed for one in found]))
        alone = float(np.mean([one.p_value < 0.05 for one in found]))
        got = f"{share:.1%} (rated share alone {runs.naive_claims(before, now):.0%}, adjusted share alone {alone:.0%})"
        met &= _line("T6", name, f"claims <= {most:.0%}", got, share <= most)
    return met


def _segments(count: int) -> bool:
    met = True
    for history in (8, 12, 26):
        alarms, naive = (runs.false_alarms(count, history, with_spread=is_so) for is_so in (True, False))
        got = f"{alarms:.2f} (without the spread {naive:.2f})"
        world = f"60 segments, {history} weeks known, the index always agreeing"
        met &= _line("T7", world, "false alarms a week <= .3", got, alarms <= 0.3)
    return met


def _rule(count: int) -> bool:
    change = runs.rule_changes(count)
    got = f"{_told(change.adjusted)}; rated {_points(change.rated)}, predictions alone {_points(change.predictions)}"
    return _line("T12", "invitations drop after handoffs", "bias <= .5", got, abs(change.adjusted.bias) <= 0.5)


def _told(told: Told) -> str:
    return f"bias {_points(told)}, coverage {told.covered:.1%}"


def _points(told: Told) -> str:
    return f"{told.bias:+.2f} ±{told.bias_error:.2f}"


def _raw(weeks: tuple[Run, ...]) -> str:
    return f"rated {_points(runs.rated(weeks))}"


def _line(test: str, world: str, asked: str, got: str, is_met: bool | None) -> bool:
    """Print one row and return whether it was met; None: nothing was asked."""
    word = "" if is_met is None else "yes" if is_met else "**no**"
    print(f"| {test} | {world} | {asked} | {got} | {word} |", flush=True)
    return is_met is not False


if __name__ == "__main__":
    main()

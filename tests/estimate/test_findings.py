"""Who answers, what shifted, what a signal is worth, what the index says, and when nothing is said at all."""

import numpy as np
import polars as pl
import pytest

from lodestar.errors import LodestarError
from lodestar.estimate import guards, signals
from lodestar.estimate.adjusted import Adjusted
from lodestar.estimate.contacts import arrays
from lodestar.estimate.design import OTHERS, UNKNOWN, Feature, learn_columns, matrix, read_features
from lodestar.estimate.guards import Worth, guard, is_calibrated, seldom_answering, slope, worth
from lodestar.estimate.index import index_of, learn_index
from lodestar.estimate.profile import never_asked, surveyable, who_answers
from lodestar.estimate.shifts import ANSWERING, CHANNEL_MIX, SURVEY_RULE, find_shifts
from lodestar.estimate.weekly import estimate_week
from tests.estimate import worlds
from tests.estimate.runs import FEATURES
from tests.estimate.worlds import FIRST, SECOND, Plan

pytestmark = pytest.mark.xdist_group("estimate")
CHANNEL = Feature(column="channel", kind="category", known_at="opening")
WAIT = Feature(column="wait_seconds", kind="seconds", known_at="ending", is_behaviour=True)


def test_columns_of_a_category() -> None:
    contacts = pl.DataFrame({"channel": ["chat"] * 149 + ["email"] * 49 + [None] * 1 + ["fax"]})
    columns = learn_columns(contacts, [CHANNEL])
    assert [column.level for column in columns] == ["chat", "email", OTHERS]
    made = matrix(contacts, columns)
    assert made.mean(axis=0) == pytest.approx(0, abs=1e-12)
    assert made.std(axis=0) == pytest.approx(1, abs=1e-12)


def test_columns_of_a_quantity() -> None:
    contacts = pl.DataFrame({"wait_seconds": [0, 10, None, 1_000, -5]})
    columns = learn_columns(contacts, [WAIT])
    assert [column.level for column in columns] == ["", UNKNOWN]
    made = matrix(contacts, columns)
    assert made[2, 0] == pytest.approx(0), "a missing quantity stands at the mean"
    assert made[0, 0] == made[4, 0], "less than no time is none"
    assert learn_columns(pl.DataFrame({"wait_seconds": [7, 7, 7]}), [WAIT]) == ()


def test_frozen_columns_read_new_contacts_on_the_old_scale() -> None:
    contacts = pl.DataFrame({"wait_seconds": [10, 100, 1_000]})
    columns = learn_columns(contacts, [WAIT])
    alone = matrix(pl.DataFrame({"wait_seconds": [1_000]}), columns)
    assert alone[0, 0] == matrix(contacts, columns)[2, 0]


def test_the_features_shipped_are_known_in_time() -> None:
    features = read_features()
    assert {feature.known_at for feature in features} <= {"opening", "ending"}
    assert any(feature.is_behaviour for feature in features)


def test_an_unknown_kind_of_feature_is_refused(tmp_path) -> None:
    file = tmp_path / "features.toml"
    file.write_text('[mood]\nkind = "colour"\nknown_at = "opening"\n', "utf-8")
    with pytest.raises(LodestarError, match="mood"):
        read_features(file)


def test_arrays_of_contacts() -> None:
    contacts = pl.DataFrame(
        {
            "is_rated": [True, True, False],
            "is_positive": [True, False, None],
            "customer": [1, -1, 1],
            "agent": [0, 0, 0],
        }
    )
    made = arrays(contacts)
    assert made.positive.tolist() == [1, 0, 0]
    assert made.only(made.rated).customer.tolist() == [1, -1]
    assert [kind.tolist() for kind in made.clusters] == [[1, -1, 1], [0, 0, 0]]


def test_who_answers() -> None:
    contacts = pl.DataFrame(
        {
            "channel": ["chat"] * 60 + ["email"] * 40,
            "wait_seconds": [10] * 60 + [1_000] * 40,
            "is_rated": [True] * 30 + [False] * 30 + [True] * 10 + [False] * 30,
        }
    )
    columns = learn_columns(contacts, [CHANNEL, WAIT])
    found = who_answers(matrix(contacts, columns), columns, contacts["is_rated"].to_numpy())
    rows = {(row["feature"], row["level"]): row for row in found.to_dicts()}
    assert set(rows) == {("channel", "chat"), ("channel", "email"), ("wait_seconds", "")}
    chat = rows["channel", "chat"]
    assert (chat["contacts"], chat["rated"], chat["response"]) == (60, 30, 0.5)
    assert (chat["of_all"], chat["of_raters"]) == (0.6, 0.75)
    assert chat["distance"] == pytest.approx(0.15 / np.sqrt(0.6 * 0.4))
    assert rows["channel", "email"]["response"] == 0.25
    assert rows["wait_seconds", ""]["contacts"] is None
    assert rows["wait_seconds", ""]["distance"] == pytest.approx(-0.15 / np.sqrt(0.6 * 0.4))


def test_strata_never_asked_are_named_and_left_out() -> None:
    contacts = worlds.make_weeks(Plan(contacts=1_000, invites=True), 2)
    email = pl.col("channel") == "email"
    contacts = contacts.with_columns(
        pl.when(email).then(pl.lit(value=False)).otherwise("is_invited").alias("is_invited"),
        pl.when(email).then(pl.lit(value=False)).otherwise("is_rated").alias("is_rated"),
        pl.when(~email).then("is_positive").alias("is_positive"),
    )
    never = never_asked(contacts)
    assert set(never["channel"]) == {"email"}
    assert never["contacts"].sum() == contacts.filter(email).height
    assert surveyable(contacts).height == contacts.filter(~email).height
    one = estimate_week(contacts, FIRST, FEATURES).estimates[0]
    assert (one.eligible, one.not_asked) == (1_000, contacts.filter(email).height)
    assert one.contacts == one.eligible - one.not_asked
    unknown = contacts.with_columns(pl.lit(None, pl.Boolean).alias("is_invited"))
    assert never_asked(unknown).is_empty()
    some, others = contacts.filter(email & (pl.col("handled_by") == "human")), contacts.filter(~email)
    assert never_asked(pl.concat([others, some.head(19)])).is_empty(), "nineteen contacts say nothing"
    assert never_asked(pl.concat([others, some.head(20)])).height == 1
    seldom = others.with_columns(pl.col("is_rated").alias("is_invited"))
    assert never_asked(pl.concat([seldom, some.head(20)])).is_empty(), "where few are invited, twenty may be chance"


def test_a_follow_up_speaks_for_those_who_could_be_asked_in_their_own_week() -> None:
    """E-mail is asked in the first week and no more in the second: its contacts of then are in no draw, and no figure.

    All raters are satisfied and all silent ones asked are not, so that the figure is the share of raters.
    """
    contacts = worlds.make_weeks(Plan(contacts=1_000, invites=True), 2, weeks=2)
    left_out = (pl.col("week_on") == SECOND) & (pl.col("channel") == "email")
    is_rated = ~left_out & (pl.col("contact_key") % 2 == 0)
    contacts = contacts.with_columns(
        (~left_out).alias("is_invited"), is_rated.alias("is_rated"), pl.when(is_rated).then(True).alias("is_positive")
    )
    asked = contacts.filter(~left_out & ~pl.col("is_rated")).select(
        "contact_key",
        pl.lit("silent").alias("frame"),
        pl.lit(1.0).alias("chance"),
        pl.lit(value=True).alias("is_answered"),
        pl.lit(value=False).alias("is_positive"),
    )
    could = contacts.filter(~left_out)
    found = {
        one.value: one.followed for one in estimate_week(contacts, SECOND, FEATURES, ["channel"], asked=asked).estimates
    }
    for value, followed in found.items():
        part = could.filter(pl.col("channel") == value) if value else could
        assert followed is not None
        assert followed.value == pytest.approx(part["is_rated"].mean(), abs=0.05 if followed.method == "tilt" else 1e-9)


def predicted(contacts: pl.DataFrame) -> pl.DataFrame:
    journey = contacts["journey"].to_numpy()
    return contacts.with_columns(pl.Series("predicted", 1 / (1 + np.exp(-1 - 0.6 * (journey - journey.mean())))))


def test_a_new_rule_of_asking_is_found() -> None:
    weeks = predicted(worlds.make_weeks(Plan(invites=True, rule_from=1), 3, weeks=2))
    now, before = weeks.filter(pl.col("week_on") == SECOND), weeks.filter(pl.col("week_on") == FIRST)
    found = find_shifts(now, before)
    assert (found[0].kind, found[0].dimension, found[0].value) == (SURVEY_RULE, "handled_by", "both")
    assert found[0].now < 0.2
    assert found[0].before > 0.5


def test_nothing_is_found_where_nothing_changed() -> None:
    for seed in range(12):
        weeks = predicted(worlds.make_weeks(Plan(invites=True), seed, weeks=2))
        now, before = weeks.filter(pl.col("week_on") == SECOND), weeks.filter(pl.col("week_on") == FIRST)
        assert find_shifts(now, before) == []
    assert find_shifts(now.clear(), before) == []


def test_other_people_answering_is_found() -> None:
    before, now = (predicted(worlds.make_weeks(Plan(mechanism), 4)) for mechanism in ("mcar", "strong_mar"))
    assert [one.kind for one in find_shifts(now, before)] == [ANSWERING]


def test_contacts_moving_between_channels_are_found() -> None:
    before = predicted(worlds.make_weeks(Plan(), 5))
    now = pl.concat([before.filter(pl.col("channel") != "chat"), before.filter(pl.col("channel") == "chat").head(900)])
    found = [one for one in find_shifts(now, before) if one.kind == CHANNEL_MIX]
    assert [(one.dimension, one.value) for one in found] == [("channel", "chat")]


def signalled(fired: int, other: int, unhappy: tuple[int, int], **more: pl.Expr) -> pl.DataFrame:
    """Return rated contacts of which so many fired, with so many unhappy among them and among the others."""
    bad = [place < unhappy[0] for place in range(fired)] + [place < unhappy[1] for place in range(other)]
    return pl.DataFrame(
        {
            "week_on": [FIRST] * (fired + other),
            "channel": ["chat"] * (fired + other),
            "is_rated": [True] * (fired + other),
            "is_positive": [not one for one in bad],
            "loud": [True] * fired + [False] * other,
            "loud_late": [False] * (fired + other),
        },
    ).with_columns(pl.lit(None, pl.Boolean).alias("asked_positive"), **more)


def silent(contacts: pl.DataFrame) -> pl.DataFrame:
    return contacts.with_columns(pl.lit(value=False).alias("is_rated"), pl.lit(None, pl.Boolean).alias("is_positive"))


def test_a_signal_validated_among_raters() -> None:
    one = signals.validate(signalled(100, 200, (60, 40)), ["loud"], [])[0]
    assert one.verdict == signals.VALIDATED
    assert one.odds_ratio == pytest.approx(60 * 160 / (40 * 40))
    assert (one.unhappy_fired, one.unhappy_other) == (0.6, 0.2)
    assert (one.fired, one.other, one.rated_before) == (100, 200, 0)
    assert one.adjusted_p == one.p_value


def test_a_signal_that_tells_nothing_or_the_opposite() -> None:
    assert signals.validate(signalled(100, 200, (20, 40)), ["loud"], [])[0].verdict == signals.NOT_VALIDATED
    assert signals.validate(signalled(100, 200, (10, 120)), ["loud"], [])[0].verdict == signals.NOT_VALIDATED


def test_a_signal_whose_customers_are_hardly_asked() -> None:
    raters, rest = signalled(40, 400, (8, 80)), silent(signalled(960, 600, (0, 0)))
    assert signals.validate(pl.concat([raters, rest]), ["loud"], [])[0].verdict == signals.CANNOT
    assert signals.validate(signalled(29, 200, (6, 40)), ["loud"], [])[0].verdict == signals.CANNOT
    assert signals.validate(signalled(30, 200, (6, 40)), ["loud"], [])[0].verdict == signals.NOT_VALIDATED


def test_a_signal_validated_by_follow_up() -> None:
    raters = signalled(40, 400, (8, 80))
    rest = silent(signalled(60, 60, (40, 12)).with_columns(pl.col("is_positive").alias("asked_positive")))
    assert signals.validate(pl.concat([raters, rest]), ["loud"], [])[0].verdict == signals.BY_FOLLOW_UP


def test_signals_are_corrected_over_all_that_is_shown() -> None:
    contacts = signalled(100, 200, (60, 40)).with_columns(
        pl.Series("mute", np.random.default_rng(1).random(300) < 0.4), pl.lit(value=True).alias("mute_late")
    )
    found = signals.validate(contacts, ["loud", "mute"], ["chat"])
    assert [(one.signal, one.channel) for one in found] == [
        ("loud", ""),
        ("mute", ""),
        ("loud", "chat"),
        ("mute", "chat"),
    ]
    assert found[0].p_value is not None
    assert found[0].adjusted_p == pytest.approx(2 * found[0].p_value), "two of four are equally small"
    assert found[1].rated_before == 300


def test_odds_need_five_a_side() -> None:
    some = signalled(100, 200, (4, 0))
    assert signals.odds(some["loud"], ~some["is_positive"]) is None
    some = signalled(100, 200, (5, 0))
    found = signals.odds(some["loud"], ~some["is_positive"])
    assert found is not None
    assert found[0] == pytest.approx(5.5 * 200.5 / (95.5 * 0.5)), "half a contact in an empty cell"


def test_the_odds_that_could_have_been_seen() -> None:
    assert signals.least_ratio(100, 100, 0.3) > signals.least_ratio(1_000, 1_000, 0.3) > 1


def test_an_index_of_the_weeks_it_learned_from_is_a_hundred() -> None:
    weeks = worlds.make_weeks(Plan(), 6, weeks=2)
    model = learn_index(weeks, FEATURES, 7)
    assert model is not None
    assert (model.version, model.first_week, model.last_week) == (7, FIRST, SECOND)
    assert {column.feature for column in model.columns} == {one.column for one in FEATURES if one.is_behaviour}
    assert index_of(model, model.chances(weeks), arrays(weeks).clusters).index == pytest.approx(100)
    worse = worlds.make_weeks(Plan(), 6).with_columns(pl.col("wait_seconds") * 3)
    found = index_of(model, model.chances(worse), arrays(worse).clusters)
    assert found.index < 97
    assert 0 < found.error < 0.02


def test_what_predictions_are_worth() -> None:
    rng = np.random.default_rng(8)
    chance = rng.uniform(0.1, 0.95, 3_000)
    happy = (rng.random(3_000) < chance).astype(float)
    found = worth(happy, chance)
    assert found is not None
    assert found.auc == pytest.approx(worlds.auc(chance, happy > 0), abs=1e-12)
    assert found.auc_low < found.auc < found.auc_high
    assert is_calibrated(found.slope)
    assert slope(happy, np.full(3_000, 0.7)) == 0
    timid = 1 / (1 + np.exp(-np.log(chance / (1 - chance)) / 2))
    assert slope(happy, timid) == pytest.approx(2 * found.slope, rel=1e-3)
    assert worth(np.ones(10), chance[:10]) is None
    assert [is_calibrated(at) for at in (0.79, 0.8, 1.2, 1.21)] == [False, True, True, False]


def an_adjusted(effect: float = 1.0, largest: float = 1.0, trimmed: float = 0.0) -> Adjusted:
    return Adjusted(0.7, 0.6, 0.8, 0.7, 0.05, 5_000, 600, 400, effect, largest, trimmed)


GOOD = Worth(0.7, 0.65, 0.75, 1.0)


@pytest.mark.parametrize(
    ("effective", "positive", "found", "adjusted", "state"),
    [
        (29.9, 400, GOOD, an_adjusted(), guards.FEW_RATINGS),
        (30, 400, GOOD, an_adjusted(), guards.COUNTS_ONLY),
        (199.9, 400, GOOD, an_adjusted(), guards.COUNTS_ONLY),
        (200, 571, GOOD, an_adjusted(), guards.FEW_DISSATISFIED),
        (200, 570, GOOD, an_adjusted(), guards.ESTIMATED),
        (600, 400, None, an_adjusted(), guards.BEHAVIOUR_SILENT),
        (600, 400, Worth(0.6, 0.55, 0.65, 1.0), an_adjusted(), guards.BEHAVIOUR_SILENT),
        (600, 400, Worth(0.6, 0.5501, 0.65, 1.0), an_adjusted(), guards.ESTIMATED),
        (600, 400, GOOD, None, guards.NEVER_ANSWER),
        (600, 400, GOOD, an_adjusted(2.0, 20.0, 0.05), guards.ESTIMATED),
        (600, 400, GOOD, an_adjusted(2.01), guards.NEVER_ANSWER),
        (600, 400, GOOD, an_adjusted(largest=20.1), guards.NEVER_ANSWER),
        (600, 400, GOOD, an_adjusted(trimmed=0.051), guards.NEVER_ANSWER),
    ],
)
def test_the_first_guard_rail_that_refuses(
    effective: float, positive: int, found: Worth | None, adjusted: Adjusted | None, state: str
) -> None:
    assert guard(effective, 600, positive, found, adjusted) == state


def test_kinds_that_hardly_answer_are_named() -> None:
    contacts = pl.DataFrame({"channel": ["chat"] * 50 + ["email"] * 30 + ["phone"] * 20})
    columns = learn_columns(contacts, [CHANNEL])
    chance = np.array([0.3] * 50 + [0.02] * 30 + [0.01] * 20)
    assert seldom_answering(chance, matrix(contacts, columns), columns) == [("channel", "phone"), ("channel", "email")]
    assert seldom_answering(np.full(100, 0.1), matrix(contacts, columns), columns) == []

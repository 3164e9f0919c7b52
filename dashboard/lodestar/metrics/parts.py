"""Which part of a change comes from which group, and which from the groups having other weights than before?"""

import polars as pl

MIX = "mix"
RATE = "rate"


def parts_of_change(now: pl.DataFrame, before: pl.DataFrame, by: str) -> pl.DataFrame:
    """Return the change of a share in parts that sum to it exactly.

    `now` and `before` are the rows of one share cut by `by`. One row per group: kind "rate", the group, change (its own
    share's move at the mean of its two weights), difference (its own share's move), n; and a last row of kind "mix"
    (no group): what the groups' changed weights make. A group that has no n in one of the two periods moves the mix
    only. Source: Kitagawa 1955.
    """
    columns = (by, "numerator", "n")
    both = now.select(columns).join(
        before.select(columns), on=by, how="full", coalesce=True, nulls_equal=True, suffix="_0"
    )
    if both.is_empty() or not both["n"].sum() or not both["n_0"].sum():
        return pl.DataFrame(schema=_SCHEMA | {by: now.schema.get(by, pl.String())})
    counts = both.with_columns(pl.col("numerator", "n", "numerator_0", "n_0").fill_null(0))
    weight, weight_0 = pl.col("n") / pl.col("n").sum(), pl.col("n_0") / pl.col("n_0").sum()
    share = pl.when(pl.col("n") > 0).then(pl.col("numerator") / pl.col("n"))
    share_0 = pl.when(pl.col("n_0") > 0).then(pl.col("numerator_0") / pl.col("n_0"))
    moved = counts.with_columns(w=weight, w_0=weight_0, r=pl.coalesce(share, share_0), r_0=pl.coalesce(share_0, share))
    moved = moved.filter(pl.col("r").is_not_null())
    groups = moved.select(
        pl.lit(RATE).alias("kind"),
        by,
        change=(pl.col("w") + pl.col("w_0")) / 2 * (pl.col("r") - pl.col("r_0")),
        difference=pl.col("r") - pl.col("r_0"),
        n=pl.col("n").cast(pl.Int64),
    ).sort("change", descending=False)
    mix = moved.select(((pl.col("w") - pl.col("w_0")) * (pl.col("r") + pl.col("r_0")) / 2).sum()).item()
    last = pl.DataFrame(
        {"kind": [MIX], by: [None], "change": [mix], "difference": [None], "n": [None]}, schema=groups.schema
    )
    return pl.concat([groups, last])


_SCHEMA: dict[str, pl.DataType] = {
    "kind": pl.String(),
    "change": pl.Float64(),
    "difference": pl.Float64(),
    "n": pl.Int64(),
}

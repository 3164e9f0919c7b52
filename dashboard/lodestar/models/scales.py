"""How is a rating read whose source does not describe its scale? The customary scales, and those of the settings."""

import polars as pl

from lodestar.settings import Scale, Settings

SCHEMA = {
    "scale": pl.String,
    "kind": pl.String,
    "lowest": pl.Float64,
    "highest": pl.Float64,
    "positive_from": pl.Float64,
    "negative_to": pl.Float64,
    "labels": pl.String,
}

# By name, as a map's `scale` or the settings' `rating_scales` give it. Labels are the levels' words, lowest first.
CUSTOMARY: dict[str, tuple[Scale, str | None]] = {
    "1-5": (Scale(kind="csat", min=1, max=5, positive_from=4, negative_to=2), None),
    "1-3": (Scale(kind="csat", min=1, max=3, positive_from=3, negative_to=1), None),
    "0-1": (Scale(kind="csat", min=0, max=1, positive_from=1, negative_to=0), None),
    "good_bad": (Scale(kind="csat", min=0, max=1, positive_from=1, negative_to=0), "bad|good"),
    "useful": (Scale(kind="useful", min=-1, max=1, positive_from=1, negative_to=-1), None),
    "nps": (Scale(kind="nps", min=0, max=10, positive_from=9, negative_to=6), None),
    "ces": (Scale(kind="ces", min=1, max=7, positive_from=5, negative_to=3), None),
}


def setting_scales(settings: Settings) -> pl.DataFrame:
    """Return one row per scale known without a source's help; a scale of the settings replaces a customary one.

    The settings' scale named `default` is the one of ratings that name none.
    """
    known = CUSTOMARY | {name: (scale, None) for name, scale in settings.rating_scales.items()}
    rows = [
        (name, scale.kind, scale.min, scale.max, scale.positive_from, scale.negative_to, labels)
        for name, (scale, labels) in sorted(known.items())
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")

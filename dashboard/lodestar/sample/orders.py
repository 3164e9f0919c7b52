"""What did the customers buy, and what was paid back? The canonical table orders."""

import numpy as np
import polars as pl

from lodestar.sample.day import Day, moments, words
from lodestar.sample.people import ANONYMOUS
from lodestar.sample.world import DAY, EN, ISSUE_NAMES, MARKETS, ZH

_REFUNDABLE = np.array([name.startswith(("refund/", "product/faulty", "delivery/lost")) for name in ISSUE_NAMES])
_WITH_ORDER, _OTHERS, _CANCELLED = 0.7, 0.35, 0.02
_PRODUCTS = (*MARKETS[EN].products, *MARKETS[ZH].products)


def order_numbers(day: Day) -> pl.Series:
    """Return the order each contact is about: a number made from day and contact."""
    number = (day.index + 1) * 1_000_000 + day.contacts.number
    return pl.select(pl.lit("QM") + pl.lit(pl.Series(number)).cast(pl.String).str.zfill(9)).to_series()


def orders_table(day: Day, rng: np.random.Generator) -> pl.DataFrame:
    """Return orders: those the contacts are about (one per matter), and others paid that day."""
    contacts, out, end = day.contacts, day.out, day.world.end
    size = len(contacts)
    paid = contacts.opened - (1 + rng.exponential(5, size)) * DAY
    refund = np.where(_REFUNDABLE[contacts.issue], out.is_solved * 0.7, 0.05)
    back = np.where(rng.random(size) < refund, day.talk.ended_at + DAY * (0.2 + rng.exponential(1.2, size)), np.nan)
    cancel = np.where(
        np.isnan(back) & (rng.random(size) < _CANCELLED), day.talk.ended_at + DAY * rng.random(size), np.nan
    )
    keep = (rng.random(size) < _WITH_ORDER) & (contacts.parent < 0) & (contacts.customer != ANONYMOUS)
    keep &= contacts.opened <= end
    zh = contacts.market == ZH
    about = pl.DataFrame(
        {
            "order_id": order_numbers(day),
            "customer_id": day.customer_ids,
            "paid_at": moments(paid),
            "amount": np.round(rng.lognormal(np.log(42), 0.6, size) * np.where(zh, 9, 1), 2),
            "currency": words(("GBP", "CNY"), contacts.market),
            "product": words(_PRODUCTS, contacts.number % 4 + 4 * zh),
            "refunded_at": moments(back, back <= end),
            "cancelled_at": moments(cancel, cancel <= end),
        }
    ).filter(pl.Series(keep))
    return pl.concat([about, _others(day, rng, round(size * _OTHERS), about.schema)])


def _others(day: Day, rng: np.random.Generator, size: int, schema: pl.Schema) -> pl.DataFrame:
    """Return orders of the day that nobody wrote about."""
    market = rng.integers(0, 2, size)
    customer = day.people.pick_customers(market, rng.random(size))
    days = day.world.chunk(day.index)
    start = day.world.first_second + days[0] * DAY
    number = (day.index + 1) * 1_000_000 + 500_000 + np.arange(size)
    ids = pl.select(pl.lit("QM") + pl.lit(pl.Series(number)).cast(pl.String).str.zfill(9)).to_series()
    none = pl.Series([None], dtype=pl.Datetime("us")).new_from_index(0, size)
    return pl.DataFrame(
        {
            "order_id": ids,
            "customer_id": pl.Series(customer).cast(pl.String),
            "paid_at": moments(start + np.sort(rng.integers(0, DAY * len(days), size)).astype(np.float64)),
            "amount": np.round(rng.lognormal(np.log(42), 0.6, size) * np.where(market == ZH, 9, 1), 2),
            "currency": words(("GBP", "CNY"), market),
            "product": words(_PRODUCTS, rng.integers(0, 4, size) + 4 * market),
            "refunded_at": none,
            "cancelled_at": none,
        },
        schema=schema,
    )

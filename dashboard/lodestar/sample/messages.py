"""What was said, word for word: the canonical table messages."""

import numpy as np
import polars as pl

from lodestar.sample.conversations import AT, AUTHOR_OF, AUTHORS, BOT, CUSTOMER, FIRST_HUMAN_SLOT, HUMAN, SLOTS
from lodestar.sample.day import SHOP, Day, moments, numbers, words
from lodestar.sample.habits import HABITS
from lodestar.sample.orders import order_numbers
from lodestar.sample.people import AGENT_BASE, ANONYMOUS
from lodestar.sample.people import BOT as BOT_ID
from lodestar.sample.tickets import merged
from lodestar.sample.world import Ints

_MATCHED = np.array([slot.kind == "bot" for slot in SLOTS])


def messages_table(day: Day, rng: np.random.Generator) -> pl.DataFrame:
    """Return all messages up to data_through, by contact and time; internal notes are not public."""
    said = day.talk.said & (day.talk.at <= day.world.end)
    row, slot = np.nonzero(said)
    author = AUTHOR_OF[slot]
    second = day.out.is_transferred[row] & (slot >= AT["expert"])
    agent = np.where(second, day.out.second_agent[row], day.out.agent[row])
    number = np.where(author == HUMAN, agent + AGENT_BASE, day.contacts.customer[row])
    known = (author == HUMAN) | ((author == CUSTOMER) & (number != ANONYMOUS))
    who = numbers(number, known).zip_with(pl.Series(author != BOT), pl.Series([BOT_ID]))
    on_human = day.is_split[row] & (slot >= FIRST_HUMAN_SLOT)
    rows = pl.Series(row)
    bot_first = slot == AT["bot1"]
    vote = np.where(bot_first & (rng.random(len(row)) < HABITS.bot_vote), np.where(day.out.is_solved[row], 1, -1), 0)
    frame = pl.DataFrame(
        {
            "number": row,
            "ticket_id": day.human_ids.gather(rows).zip_with(pl.Series(on_human), day.ids.gather(rows)),
            "source": day.source[row],
            "sent_at": moments(day.talk.at[row, slot]),
            "author_type": words(AUTHORS, author),
            "author_id": who,
            "is_public": slot != AT["note"],
            "body": _bodies(day, row, slot),
            "intent": day.label.gather(rows).zip_with(pl.Series(bot_first), pl.Series([None], dtype=pl.String)),
            "bot_matched": pl.Series(_MATCHED[slot]).zip_with(
                pl.Series(author == BOT), pl.Series([None], dtype=pl.Boolean)
            ),
            "useful_vote": pl.Series(vote).zip_with(pl.Series(vote != 0), pl.Series([None], dtype=pl.Int64)),
        }
    )
    frame = pl.concat([frame, _duplicates(day, frame)])
    frame = frame.with_columns(seq=pl.int_range(pl.len()).over("ticket_id") + 1)
    shop = pl.col("source") == SHOP
    made = pl.when(shop).then(pl.format("{}-{}", "ticket_id", "seq"))
    # A Zendesk comment id is a number: ticket number and place in it.
    whole = pl.col("ticket_id").str.replace_all(r"[^0-9]", "").cast(pl.Int64) * 100 + pl.col("seq")
    return frame.with_columns(message_id=made.otherwise(whole.cast(pl.String)))


def _bodies(day: Day, row: Ints, slot: Ints) -> pl.Series:
    """Return the words, with opener and order number."""
    opener = day.talk.opener[row, slot]
    parts = pl.DataFrame(
        {
            "template": day.texts.template_series.gather(pl.Series(day.talk.text[row, slot])),
            "opener": words((*day.texts.openers, ""), opener),
            "order": order_numbers(day).gather(pl.Series(row)),
        }
    )
    body = pl.col("opener") + pl.col("template").str.replace("{order}", pl.col("order"), literal=True)
    return parts.select(body.alias("body")).to_series()


def _duplicates(day: Day, frame: pl.DataFrame) -> pl.DataFrame:
    """Return the one message of each merged ticket: the first message again."""
    double = np.flatnonzero(merged(day) & day.out.has_customer)
    first = frame.unique("number", keep="first", maintain_order=True)
    rows = first.join(pl.DataFrame({"number": double}), on="number", maintain_order="left")
    rows = rows.filter(pl.col("author_type") == "customer")
    return rows.with_columns(
        ticket_id=pl.col("ticket_id") + "d", sent_at=pl.col("sent_at") + pl.duration(seconds=240)
    ).select(frame.columns)

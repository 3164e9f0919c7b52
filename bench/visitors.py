"""Twenty visitors at once, each going on three seconds after the page before was there: the server's time and memory.

They speak the dashboard's own protocol without a browser, whose drawing would otherwise be what is measured.
"""

import asyncio
import itertools
import random
import statistics
import time
from pathlib import Path

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

VISITORS = 20
THINK_SECONDS = 3.0
PAGES = ("overview", "satisfaction", "speed", "load", "returns", "bot", "silent")
FILTERS = ("", "channel=email", "channel=phone", "channel=web_chat", "channel=app_chat", "language=zh", "period=4weeks")
LIMIT_MS, LIMIT_GB = 200, 1.0


async def _visit(origin: str, seed: int, until: float, taken: list[tuple[float, float]]) -> None:
    """Be one visitor: ask for a page, wait until the server says it is done, think, go on."""
    chance = random.Random(seed)
    address = f"{origin.replace('http:', 'ws:')}/_stcore/stream"
    async with websockets.connect(address, subprotocols=["streamlit"], max_size=None, origin=origin) as socket:  # type: ignore[arg-type]
        await asyncio.sleep(chance.random() * THINK_SECONDS)
        while time.monotonic() < until:
            page, query = chance.choice(PAGES), chance.choice(FILTERS)
            ask = BackMsg()
            ask.rerun_script.query_string = query
            ask.rerun_script.page_name = page
            started = time.monotonic()
            await socket.send(ask.SerializeToString())
            while True:
                told = ForwardMsg()
                told.ParseFromString(await socket.recv())  # type: ignore[arg-type]
                if told.WhichOneof("type") == "script_finished":
                    break
            taken.append((started, (time.monotonic() - started) * 1000))
            await asyncio.sleep(THINK_SECONDS)


async def _memory(process: int, until: float, seen: list[float]) -> None:
    while time.monotonic() < until:
        seen.append(_resident_gb(process))
        await asyncio.sleep(1)


def _resident_gb(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return int(status.split("VmRSS:")[1].split()[0]) / 1e6


async def _all(origin: str, process: int, seconds: float) -> tuple[list[tuple[float, float]], list[float]]:
    taken: list[tuple[float, float]] = []
    seen: list[float] = []
    until = time.monotonic() + seconds
    visits = [_visit(origin, seed, until, taken) for seed in range(VISITORS)]
    await asyncio.gather(*visits, _memory(process, until, seen))
    return taken, seen


def visit_together(origin: str, process: int, minutes: float) -> str:
    """Return the server's 95th percentile and its memory as rows of the table; the first tenth is warming up."""
    taken, seen = asyncio.run(_all(origin, process, minutes * 60))
    warm = sorted(ms for _, ms in itertools.islice(sorted(taken), len(taken) // 10, None))
    p95 = warm[round(0.95 * (len(warm) - 1))]
    third = max(len(seen) // 3, 1)
    early, late = statistics.mean(seen[third : 2 * third]), statistics.mean(seen[2 * third :])
    what = f"server, {VISITORS} visitors for {minutes:g} min, think time {THINK_SECONDS:g} s"
    is_quick = "yes" if p95 <= LIMIT_MS else "no"
    times = f"{statistics.median(warm):.0f} | {p95:.0f} | {warm[-1]:.0f} | {LIMIT_MS} | {is_quick}"
    memory = f"{early:.2f} GB | {late:.2f} GB | {max(seen):.2f} GB | {LIMIT_GB} GB, flat"
    is_met = "yes" if max(seen) <= LIMIT_GB and late <= early * 1.05 else "no"
    return (
        f"| {what} | {len(warm)} | {times} |\n"
        f"| its memory: middle third, last third, most | {len(seen)} | {memory} | {is_met} |"
    )

"""The one address that big files come from: the rows behind a number, made on disk and sent part by part.

A download button keeps every file it ever gave in memory; a file sent from here is gone once it is sent.
"""

import re
import threading
from collections.abc import Iterator
from functools import cache
from http import HTTPStatus
from typing import BinaryIO
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from lodestar.app import session
from lodestar.errors import LodestarError
from lodestar.exports.rows import FORMATS, send_behind
from lodestar.metrics.catalogue import load_catalogue
from lodestar.metrics.mart import Mart
from lodestar.metrics.question import Condition, Question, read_day
from lodestar.metrics.search import search
from lodestar.settings import load_settings

PATH = "export"
SEARCH_SECONDS = 60.0
MADE = "lodestar-made-"
MADE_SECONDS = 60
_TOKEN = re.compile("[0-9a-f]{16}")
_NOT = "!"
_AT_ONCE = 1 << 18
_ONE_AT_A_TIME = threading.Lock()
_TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".parquet": "application/vnd.apache.parquet",
}


def address_of(question: Question, form: str, text: str = "") -> str:
    """Return the address, relative to a page, of the rows behind a number; `text` is what they are searched for."""
    parts: dict[str, str | tuple[str, ...]] = {"metric": question.metric, "form": form}
    parts |= {name: f"{day}" for name, day in (("from", question.first_day), ("to", question.last_day)) if day}
    parts |= {f"{c.dimension}{_NOT if c.excludes else ''}": c.values for c in question.where}
    return f"{PATH}?{urlencode(parts | ({'q': text} if text else {}), doseq=True)}"


def rows_file(request: Request) -> Response:
    """Answer with the file, or with the sentence that says why there is none.

    Where the address carries a token, a cookie named after it tells the page that the waiting is over.
    """
    answer = _answer(request)
    token = request.query_params.get("token", "")
    if _TOKEN.fullmatch(token):
        is_made = "1" if answer.status_code == HTTPStatus.OK else "0"
        answer.set_cookie(f"{MADE}{token}", is_made, max_age=MADE_SECONDS, samesite="strict")
    return answer


def _answer(request: Request) -> Response:
    if request.headers.get("sec-fetch-site") == "cross-site":
        return PlainTextResponse("Open this from Lodestar's own pages.", status_code=403)
    address = request.query_params
    try:
        question, form = _question(address), _form(address)
        with _ONE_AT_A_TIME:
            file = send_behind(_mart(), question, form, _searched(question, address.get("q", "")))
    except LodestarError as error:
        return PlainTextResponse(str(error), status_code=400)
    days = "-".join(f"{day}" for day in (question.first_day, question.last_day) if day)
    name = "-".join(part for part in ("lodestar", question.metric, days) if part) + form
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return StreamingResponse(_parts(file), media_type=_TYPES[form], headers=headers)


def _question(address: QueryParams) -> Question:
    catalogue = load_catalogue()
    where = tuple(
        Condition(dimension, tuple(address.getlist(f"{dimension}{sign}")), excludes=sign == _NOT)
        for dimension in catalogue.dimensions
        for sign in ("", _NOT)
        if f"{dimension}{sign}" in address
    )
    metric = catalogue.metric(address.get("metric", ""))
    return Question(
        metric.id, where=where, first_day=read_day(address.get("from")), last_day=read_day(address.get("to"))
    )


def _form(address: QueryParams) -> str:
    form = address.get("form", FORMATS[0])
    if form not in FORMATS:
        raise LodestarError(f"There is no such form of file: choose one of {', '.join(FORMATS)}.")
    return form


def _searched(question: Question, text: str) -> tuple[int, ...] | None:
    if not text:
        return None
    is_masked = load_settings(session.data_folder().settings_file).mask_customer_text
    found = search(_mart(), question, text, is_masked=is_masked, seconds=SEARCH_SECONDS)
    if not found.is_whole:
        raise LodestarError("Searching all that was said takes too long: choose fewer days, then take the rows away.")
    return found.keys


@cache
def _mart() -> Mart:
    return Mart(session.data_folder())


def _parts(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while part := file.read(_AT_ONCE):
            yield part

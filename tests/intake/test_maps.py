"""What may a map say, which file does it know, and what does a field become?"""

import re
from pathlib import Path

import polars as pl
import pytest

from lodestar.errors import LodestarError
from lodestar.intake.maps import load_map, recognise, shipped_maps
from tests.intake.importing import rejected, rows_of, run, table, write

DOCS = Path(__file__).parents[2] / "docs"
HEAD = 'system = "x"\n[[tables]]\ntable = "tickets"\n[tables.fields]\nticket_id = "id"\n'


def example(page: str) -> str:
    """Return the TOML of a documentation page."""
    return re.search(r"```toml\n(.*?)```", (DOCS / page).read_text(encoding="utf-8"), re.DOTALL).group(1)


def mapped(tmp_path: Path, fields: str, csv: str, name: str = "tickets", top: str = "") -> pl.DataFrame:
    """Import one CSV under a map with these fields; return the table."""
    text = f'system = "x"\n{top}\n[[tables]]\ntable = "{name}"\n[tables.fields]\n{fields}\n'
    given = load_map(write(tmp_path, "x.toml", text))
    run(tmp_path / "data", write(tmp_path, "x.csv", csv), source_map=given)
    return table(tmp_path / "data", name)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD, "x.toml: tables.0 = .*tickets needs the column created_at: map it"),
        (HEAD + 'created_at = "c"\nsubjct = "s"\n', "tickets has no column subjct. Did you mean subject?"),
        (HEAD.replace("tickets", "tickts") + 'created_at = "c"\n', "there is no table tickts. Did you mean tickets?"),
        (HEAD + 'created_at = { colum = "c" }\n', "unknown key .*colum. Did you mean column?"),
        (HEAD + "created_at = { hash = true }\n", "give exactly one of column, first_of, path, balance or value"),
        ('zone = "Europe/Pariss"\n' + HEAD + 'created_at = "c"\n', "no such time zone. Did you mean Europe/Paris?"),
        ('shared_words = ["rails_zone"]\n' + HEAD + 'created_at = "c"\n', "Did you mean rails_zones?"),
        (HEAD + 'created_at = "c"\nstatus = { column = "s", words = "stats" }\n', "uses the words stats"),
        (HEAD.replace("[tables.", 'from = "updats"\n[tables.') + 'created_at = "c"\n', "which is no file here"),
    ],
)  # fmt: skip
def test_a_wrong_map_is_refused_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(LodestarError, match=said):
        load_map(write(tmp_path, "x.toml", text))


@pytest.mark.parametrize(
    ("name", "header", "system", "role"),
    [
        ("tickets.csv", "ticket_id,created_at,favourite", "canonical", "tickets"),
        ("export.zip!tickets-2026-03.csv", "ticket_id,created_at", "canonical", "tickets"),
        ("whatever.csv", "ticket_id,at,event_type,new_value", "canonical", "ticket_events"),
        ("a.csv", "number,incident_state,sys_mod_count,sys_updated_at,opened_at,caller_id,x", "servicenow", "updates"),
        ("a.csv", "number,ident_state,sys_mod_count,sys_updated_at,opened_at,caller_id,x", "servicenow", "updates"),
        ("q.csv", "id,created,updated,title,content,tags,product,topic,locale,answers,creator", "kitsune", "questions"),
        ("a.csv", "id,question_id,created,updated,content,creator,is_spam", "kitsune", "answers"),
        ("ticket.csv", "id,requester_id,status,via_channel,created_at,updated_at", "zendesk", "ticket"),
        ("tickets.csv", "id,created_at,updated_at,status,requester_id,assignee_id,channel", "zendesk_flat", "tickets"),
    ],
)
def test_a_file_is_known_by_its_columns(name: str, header: str, system: str, role: str) -> None:
    best = recognise(name, tuple(header.split(",")), shipped_maps())[0]
    assert (best.source_map.system, best.role) == (system, role)


def test_columns_nobody_knows_are_known_to_no_map() -> None:
    assert recognise("x.csv", ("apples", "pears"), shipped_maps()) == []


def test_each_step_of_a_field_does_what_it_says(tmp_path: Path) -> None:
    fields = """
ticket_id = { column = "link", capture = 'id=(\\d+)', prefix = "T" }
created_at = { first_of = ["made", "opened"], formats = ["%d/%m/%Y %H:%M"] }
issue_category = { path = ["kind", "sub"] }
tags = { column = "tags", split = ";" }
channel = { value = "mail" }
priority = { column = "json", json = "$.p" }
subject = { column = "text", html = true }
team_id = { column = "team", words = { "-1" = "" }, other = "kept" }
language = { when = [{ column = "team", in = ["7"], value = "zh" }], column = "lang" }
"""
    csv = (
        "link,made,opened,kind,sub,tags,json,text,team,lang\n"
        '/t?id=12,,29/2/2024 01:16,a,b,x; y;,"{""p"": ""high""}",<p>One<br>two &amp; <b>three</b></p>,-1,en\n'
        "/t?id=13,1/3/2024 23:59,29/2/2024 01:16,a,,;,,1 < 2,7,en\n"
    )
    got = mapped(tmp_path, fields, csv)
    assert rows_of(
        got, "ticket_id", "issue_category", "tags", "channel", "priority", "subject", "team_id", "language"
    ) == [
        ("T12", "a/b", "x|y", "mail", "high", "One\ntwo & three", None, "en"),
        ("T13", "a", None, "mail", None, "1 < 2", "kept", "zh"),
    ]
    assert [str(at) for at in got["created_at"]] == ["2024-02-29 01:16:00", "2024-03-01 23:59:00"]


def test_votes_become_their_balance(tmp_path: Path) -> None:
    fields = 'ticket_id="t"\nsent_at="at"\nauthor_type={value="human"}\nuseful_vote={balance=["up","down"]}'
    got = mapped(
        tmp_path,
        fields,
        "t,at,up,down\n1,2026-01-01,3,1\n2,2026-01-01,1,1\n3,2026-01-01,0,2\n4,2026-01-01,0,\n",
        "messages",
    )
    assert rows_of(got.sort("ticket_id"), "ticket_id", "useful_vote") == [("1", 1), ("2", 0), ("3", -1), ("4", None)]


def test_null_words_hold_only_where_the_map_says_so(tmp_path: Path) -> None:
    csv = "id,c,team\n1,2026-01-01,?\n2,2026-01-01,-\n"
    fields = 'ticket_id="id"\ncreated_at="c"\nteam_id="team"'
    assert mapped(tmp_path / "with", fields, csv, top='null_words = ["?"]')["team_id"].to_list() == [None, "-"]
    assert mapped(tmp_path / "without", fields, csv)["team_id"].to_list() == ["?", "-"]


def test_numbers_and_yes_or_no_are_read_in_every_spelling(tmp_path: Path) -> None:
    fields = 'ticket_id="t"\nsent_at="at"\nseq="n"\nauthor_type={value="human"}\nis_public="p"'
    spellings = [("3.0", "TRUE"), ("3", "False"), ("3.5", "1"), ("x", "t"), ("", "maybe")]
    csv = "t,at,n,p\n" + "".join(f"{i},2026-01-01,{n},{p}\n" for i, (n, p) in enumerate(spellings))
    got = mapped(tmp_path, fields, csv, "messages").sort("ticket_id")
    assert rows_of(got, "seq", "is_public") == [(3, True), (3, False), (None, True), (None, True), (None, None)]


def test_a_header_with_a_name_twice_gives_the_second_a_number(tmp_path: Path) -> None:
    got = mapped(
        tmp_path, 'ticket_id="id"\ncreated_at="c"\nissue_category={path=["k","k_2"]}', "id,c,k,k\n1,2026-01-01,a,b\n"
    )
    assert got["issue_category"].to_list() == ["a/b"]


def test_a_row_that_no_table_takes_is_left_out_and_kept(tmp_path: Path) -> None:
    text = HEAD.replace("[tables.", 'where = [{ column = "k", not_in = ["note"] }]\n[tables.') + 'created_at = "c"\n'
    given = load_map(write(tmp_path, "x.toml", text))
    manifest = run(
        tmp_path / "data", write(tmp_path, "x.csv", "id,c,k\n1,2026-01-01,note\n2,2026-01-01,\n"), source_map=given
    )
    assert (manifest.files[0].stored, manifest.files[0].rejected, manifest.files[0].left_out) == (1, 1, 1)
    assert rejected(tmp_path / "data")["reason"].to_list() == ["left out by the map"]


def test_a_lookup_reads_the_other_file_whatever_their_order(tmp_path: Path) -> None:
    text = """
system = "x"
[files.a_events]
headers = [["chat", "at"]]
[files.chats]
headers = [["chat", "ticket"]]
[[tables]]
table = "messages"
from = "a_events"
[tables.fields]
ticket_id = { column = "chat", lookup = { file = "chats", key = "chat", value = "ticket" } }
sent_at = "at"
author_type = { value = "bot" }
"""
    given = load_map(write(tmp_path, "x.toml", text))
    files = [
        write(tmp_path, "a.csv", "chat,at\nc1,2026-01-01\nc2,2026-01-01\n"),
        write(tmp_path, "b.csv", "chat,ticket\nc1,77\n"),
    ]
    run(tmp_path / "data", *files, source_map=given)
    assert table(tmp_path / "data", "messages")["ticket_id"].to_list() == ["77"]
    assert "messages.ticket_id: missing" in rejected(tmp_path / "data")["reason"].to_list()


def test_minutes_of_the_week_become_weekdays_past_midnight_and_sunday(tmp_path: Path) -> None:
    text = """
system = "x"
files.spans.headers = [["id", "a", "b"]]
[[tables]]
table = "schedules"
from = "spans"
expand = { kind = "week_minutes", first = "a", last = "b" }
[tables.fields]
schedule_id = "id"
tz = { value = "UTC" }
weekday = "_weekday"
start = "_start"
end = "_end"
"""
    given = load_map(write(tmp_path, "x.toml", text))
    run(tmp_path / "data", write(tmp_path, "x.csv", "id,a,b\nday,1980,2520\nnight,9900,10200\n"), source_map=given)
    got = rows_of(table(tmp_path / "data", "schedules"), "schedule_id", "weekday", "start", "end")
    assert sorted(got) == [("day", 1, "09:00", "18:00"), ("night", 6, "21:00", "24:00"), ("night", 7, "00:00", "02:00")]


def test_answers_before_questions_find_their_asker(tmp_path: Path) -> None:
    questions = write(
        tmp_path,
        "q.csv",
        "id,created,updated,title,content,product,topic,locale,creator\n"
        "1,2024-01-01 00:00:00 +0000,2024-01-01 00:00:00 +0000,t,c,p,k,en,ann\n",
    )
    answers = write(
        tmp_path,
        "a.csv",
        "id,question_id,created,updated,content,creator\n"
        "8,1,2024-01-02 00:00:00 +0000,2024-01-02 00:00:00 +0000,x,bob\n"
        "9,1,2024-01-03 00:00:00 +0000,2024-01-03 00:00:00 +0000,y,ann\n",
    )
    for place, order in enumerate(((questions, answers), (answers, questions))):
        for file in order:
            run(tmp_path / f"d{place}", file)
        got = rows_of(table(tmp_path / f"d{place}", "messages").sort("message_id"), "message_id", "author_type")
        assert got == [("a8", "human"), ("a9", "customer"), ("q1", "customer")]


@pytest.mark.parametrize("page", ["map-a-csv.md", "map-an-xlsx.md"])
def test_the_documented_example_has_at_most_fifteen_lines(page: str) -> None:
    assert len(example(page).splitlines()) <= 15


def test_the_documented_csv_map_runs(tmp_path: Path) -> None:
    header = (
        "Status,Ticket ID,Agent Name,Created time,Expected SLA to first response,First response time,Resolution time,"
        "Survey results\n"
    )
    rows = "In progress,1,A. Person,2026-01-02 00:00:00,2026-01-02 01:00:00,,,\n"
    rows += "Closed,2,A. Person,2026-01-02 00:00:00,,2026-01-02 00:30:00,2026-01-02 09:00:00,4.0\n"
    given = load_map(write(tmp_path, "m.toml", example("map-a-csv.md")))
    run(tmp_path / "data", write(tmp_path, "t.csv", header + rows), source_map=given)
    tickets = table(tmp_path / "data", "tickets").sort("ticket_id")
    assert tickets["status"].to_list() == ["open", "closed"]
    assert all(agent.startswith("h_") for agent in tickets["agent_id"])
    assert rows_of(table(tmp_path / "data", "ratings"), "ticket_id", "value_raw", "scale") == [("2", "4.0", "1-5")]

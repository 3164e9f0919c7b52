"""Write docs/metrics.md, metrics.zh.md, columns.md and cli.md from the files they describe; `--check` compares."""

import sys
from pathlib import Path

import click
import sqlglot
from sqlglot import exp

from lodestar.cli import lodestar
from lodestar.locate import program_folder
from lodestar.metrics.catalogue import Catalogue, Language, Metric, load_catalogue
from lodestar.schema import TABLES
from lodestar.toml_files import read_toml

MADE = "<!-- Made by `python -m lodestar.docs` from the files it describes: change those, then run it again. -->\n"
WIDTH = 100
_TEXT = {
    "en": {
        "title": "Every number Lodestar shows",
        "intro": "One file each in `queries/metrics/`. `lodestar query ID --sql` prints the SQL.",
        "day": "Day", "unit": "Unit", "better": "Better", "grain": "One row", "stage": "Stage", "owner": "Owner",
        "rule": "Rule", "made": "Made in its file", "needs": "Needs", "window": "Pending until",
        "beside": "Read beside", "caveats": "Know before use",
        "changed": "Changed", "or": " or ", "cuts": "Dimensions", "stop": ": ", "comma": ", ",
    },
    "zh": {
        "title": "Lodestar 的全部指标",
        "intro": "每个指标一个文件，见 `queries/metrics/`。`lodestar query ID --sql` 输出其 SQL。",
        "day": "统计日", "unit": "单位", "better": "方向", "grain": "粒度", "stage": "阶段", "owner": "负责人",
        "rule": "规则", "made": "文件内计算", "needs": "所需数据", "window": "观察期设置", "beside": "对照指标",
        "caveats": "使用前须知",
        "changed": "口径变更", "or": " 或 ", "cuts": "维度", "stop": "：", "comma": "、",
    },
}  # fmt: skip

_ZH = {
    "share": "比例", "seconds": "秒", "hours": "小时", "contacts": "次服务", "tickets": "张工单",
    "per_10000_orders": "每万单", "money": "金额", "lower": "越低越好", "higher": "越高越好", "neither": "无方向",
    "contact": "服务", "ticket": "工单", "turn": "待答轮次", "target": "时效目标", "agent day": "坐席日",
    "all": "全程", "seeking help": "求助", "in service": "服务中", "after service": "服务后",
    "service quality": "服务质量", "bot team": "机器人团队", "service operations": "服务运营", "finance": "财务",
}  # fmt: skip


def metrics_page(catalogue: Catalogue, language: Language) -> str:
    """Return the page of all metrics in one language."""
    text = _TEXT[language]
    parts = [MADE, f"# {text['title']}\n", text["intro"] + "\n"]
    for metric in catalogue.metrics.values():
        words = metric.words(language)
        parts += [
            f"## {words.label}\n",
            f"`{metric.id}`\n",
            words.definition + "\n",
            _facts(metric, text, {} if language == "en" else _ZH) + "\n",
        ]
        notes = [catalogue.caveats[name] for name in metric.caveats]
        if notes:
            listed = "\n".join(f"- {note.en if language == 'en' else note.zh}" for note in notes)
            parts.append(f"{text['caveats']}{text['stop']}\n\n{listed}\n")
        changes = "\n".join(f"- {one.on}: {one.en if language == 'en' else one.zh}" for one in metric.changed)
        if changes:
            parts.append(f"{text['changed']}{text['stop']}\n\n{changes}\n")
    cuts = "\n".join(
        f"- `{dimension.id}` {dimension.en if language == 'en' else dimension.zh}"
        for dimension in catalogue.dimensions.values()
    )
    return "\n".join([*parts, f"## {text['cuts']}\n", cuts + "\n"])


def _facts(metric: Metric, text: dict[str, str], named: dict[str, str]) -> str:
    needs = text["comma"].join(text["or"].join(f"`{part}`" for part in need.split("|")) for need in metric.needs)
    rows = {
        "day": f"`{metric.day}`", **{key: named.get(value, value) for key, value in (
            ("unit", metric.unit), ("better", metric.better), ("grain", metric.grain), ("stage", metric.stage),
            ("owner", metric.owner),
        )}, "rule": f"`{metric.rule}`",
        "made": text["comma"].join(f"`{made.name}` = `{' '.join(made.sql.split())}`" for made in metric.made),
        "needs": needs,
        "window": metric.window and f"`{metric.window}`",
        "beside": text["comma"].join(f"`{name}`" for name in metric.beside),
    }  # fmt: skip
    return "\n".join(f"- {text[key]}{text['stop']}{value}" for key, value in rows.items() if value)


def columns_page() -> str:
    """Return the page of the input tables and of the published tables."""
    parts = [
        MADE,
        "# Columns\n",
        "## Input tables\n",
        "Files whose names and headers already are these need no map. `*` must be there.\n",
    ]
    for table in TABLES.values():
        rows = [f"### {table.name}\n", f"One row is {table.row}.\n", "| column | kind | words |", "|---|---|---|"]
        for column in table.columns:
            star = "*" if column.required else ""
            rows.append(f"| {column.name}{star} | {column.kind} | {', '.join(column.vocabulary)} |")
        parts += [*rows, ""]
    parts.append("## Published tables\n")
    for file in sorted((program_folder("queries") / "marts").glob("*.sql")):
        parts += _mart(file)
    return "\n".join(parts)


def _mart(file: Path) -> list[str]:
    sql = file.read_text(encoding="utf-8")
    described = read_toml(file.with_suffix(".toml")) if file.with_suffix(".toml").exists() else {}
    first, grain = (line.removeprefix("-- ") for line in sql.splitlines()[:2])
    rows = [f"### {file.stem}\n", f"{first} {grain.capitalize()}.\n"]
    tree = sqlglot.parse_one(sql, read="duckdb")
    names = tree.named_selects if isinstance(tree, exp.Query) else []
    if not described:
        return [*rows, ", ".join(f"`{name}`" for name in names) + "\n"]
    rows += ["| column | type | what it is | 说明 |", "|---|---|---|---|"]
    for name in names:
        about = described.get(name)
        about = about if isinstance(about, dict) else {}
        unit = f", {about['unit']}" if about.get("unit") else ""
        rows.append(f"| {name} | {about.get('type', '')}{unit} | {about.get('en', '')} | {about.get('zh', '')} |")
    return [*rows, ""]


def cli_page() -> str:
    """Return the page of every command's help."""
    parts = [MADE, "# Commands\n", _help(lodestar, "lodestar")]
    top = click.Context(lodestar, info_name="lodestar")
    for name in lodestar.list_commands(top):
        command = lodestar.get_command(top, name)
        if command:
            parts += [f"## lodestar {name}\n", _help(command, f"lodestar {name}")]
        for part, inner in (command.commands if isinstance(command, click.Group) else {}).items():
            parts += [f"### lodestar {name} {part}\n", _help(inner, f"lodestar {name} {part}")]
    return "\n".join(parts)


def _help(command: click.Command, name: str) -> str:
    names = lodestar.context_settings["help_option_names"]
    with click.Context(command, info_name=name, max_content_width=WIDTH, help_option_names=names) as context:
        context.terminal_width = WIDTH
        return f"```\n{command.get_help(context)}\n```\n"


def pages() -> dict[str, str]:
    """Return every generated page by file name."""
    catalogue = load_catalogue()
    return {
        "metrics.md": metrics_page(catalogue, "en"),
        "metrics.zh.md": metrics_page(catalogue, "zh"),
        "columns.md": columns_page(),
        "cli.md": cli_page(),
    }


def stale(folder: Path) -> list[str]:
    """Return the names of the pages that differ from what would be written."""
    made = pages()
    return [
        name
        for name, text in made.items()
        if not (folder / name).is_file() or (folder / name).read_text(encoding="utf-8") != text
    ]


def main(arguments: list[str]) -> int:
    """Write the pages, or with --check say which are out of date (exit code 1)."""
    folder = Path(__file__).resolve().parents[2] / "docs"
    if arguments == ["--check"]:
        old = stale(folder)
        if old:
            print(f"Out of date: {', '.join(old)}. Run `make docs` and commit what it writes.", file=sys.stderr)
        return 1 if old else 0
    folder.mkdir(exist_ok=True)
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Can this metric be had here at all? A metric whose input was never imported says which, and what to do."""

from lodestar.metrics.catalogue import Metric
from lodestar.metrics.mart import Mart

_NO_TABLE = {
    "en": "These numbers were built without {name}: run `lodestar build` again.",
    "zh": "本次计算结果中没有 {name}：请重新运行 `lodestar build`。",
}
_NO_INPUT = {
    "en": "No source has brought {name}, which this number is made from: export and import it to see the number.",
    "zh": "尚无任何数据源提供 {name}，而该指标由其计算得出：请导出并导入后再查看。",
}

_NO_INVITATIONS = {
    "en": "No source is known to record invitations: where one does, say invites_known = true for it in lodestar.toml.",
    "zh": "尚无已知记录邀评的数据源：如有，请在 lodestar.toml 中为其设置 invites_known = true。",
}


def reason_absent(mart: Mart, metric: Metric) -> dict[str, str] | None:
    """Return per language why there can be no number, or None where there can.

    A need is a canonical table or one of its columns (`ratings`, `tickets.priority`); `a|b` is met by either.
    """
    for table in filter(None, (metric.mart, metric.denominator_mart)):
        if not mart.columns(table):
            return {language: text.format(name=table) for language, text in _NO_TABLE.items()}
    read = metric.reads if metric.made else {metric.value} if metric.value else set()
    for column in sorted(read - mart.columns(metric.mart)):
        return {language: text.format(name=f"{metric.mart}.{column}") for language, text in _NO_TABLE.items()}
    inputs = mart.once("inputs", "select table_name, column_name from mart_inputs").rows()
    brought = {table for table, _ in inputs} | {f"{table}.{column}" for table, column in inputs}
    if "invitations" in metric.needs and not mart.knows_invitations():
        return _NO_INVITATIONS
    for need in (name for name in metric.needs if name != "invitations"):
        if not brought & set(need.split("|")):
            names = {"en": " or ".join(need.split("|")), "zh": " 或 ".join(need.split("|"))}
            return {language: text.format(name=names[language]) for language, text in _NO_INPUT.items()}
    return None

"""Can this metric be had here at all? A metric whose input was never imported says which, and what to do."""

from lodestar.metrics.catalogue import Metric
from lodestar.metrics.estimate_sql import ESTIMATES
from lodestar.metrics.mart import Mart

_NO_TABLE = {
    "en": "These numbers were built without {name}: run `lodestar build` again.",
    "zh": "本次计算结果中没有 {name}：请重新运行 `lodestar build`。",
}
_NO_INPUT = {
    "en": "No source has brought {name}: import such an export to see this number.",
    "zh": "尚无任何数据源提供{name}：导入含有该数据的导出文件后即可看到此指标。",
}
_OR = {"en": (", ", " or "), "zh": ("、", "或")}

CALLED = {
    "tickets": {"en": "tickets", "zh": "工单"},
    "ticket_snapshots": {"en": "updates of tickets", "zh": "工单更新记录"},
    "ticket_events": {"en": "ticket events", "zh": "工单事件"},
    "messages": {"en": "messages", "zh": "消息"},
    "ratings": {"en": "ratings", "zh": "评价"},
    "orders": {"en": "orders", "zh": "订单"},
    "agent_activity": {"en": "what agents did when", "zh": "坐席活动记录"},
    "ola_policies": {"en": "targets", "zh": "时限目标"},
    "costs": {"en": "costs", "zh": "成本"},
    "customer_id": {"en": "customers' ids", "zh": "客户编号"},
    "first_response_at": {"en": "times of the first response", "zh": "首次响应时间"},
    "first_response_due_at": {"en": "due times of the first response", "zh": "首次响应截止时间"},
    "resolution_due_at": {"en": "due times of the solution", "zh": "解决截止时间"},
    "solved_at": {"en": "times of solution", "zh": "解决时间"},
    "status": {"en": "statuses", "zh": "工单状态"},
    "channel": {"en": "channels", "zh": "渠道"},
    "issue_category": {"en": "issue categories", "zh": "问题分类"},
    "handled_by": {"en": "who handled a ticket", "zh": "由谁处理"},
}
"""What a table or a column that a metric needs is called by people who never saw its name."""

_NO_INVITATIONS = {
    "en": "No source is known to record invitations: where one does, say invites_known = true for it in lodestar.toml.",
    "zh": "尚无已知记录邀评的数据源：如有，请在 lodestar.toml 中为其设置 invites_known = true。",
}


def reason_absent(mart: Mart, metric: Metric) -> dict[str, str] | None:
    """Return per language why there can be no number, or None where there can.

    A need is a canonical table or one of its columns (`ratings`, `tickets.priority`); `a|b` is met by either.
    """
    estimates = ESTIMATES if metric.kind == "estimate" else None
    for table in filter(None, (metric.mart, metric.denominator_mart, estimates)):
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
            return {language: text.format(name=called(need, language)) for language, text in _NO_INPUT.items()}
    return None


def called(need: str, language: str) -> str:
    """Return a need in words, each thing once: `messages|tickets.solved_at` is messages or times of solution."""
    names = [one.rpartition(".")[2] for one in need.split("|")]
    *most, last = dict.fromkeys(CALLED[name][language] for name in names)
    comma, either = _OR[language]
    return either.join(filter(None, (comma.join(most), last)))

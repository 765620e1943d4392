"""The list of alerts as a workbook: what the list shows under the same filters, row by row."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.kernel import clock
from yihu.kernel.workbooks import workbook
from yihu.monitoring import queries
from yihu.monitoring.models import AlertLevel, AlertState
from yihu.monitoring.problems import TooManyAlerts
from yihu.monitoring.rule import Severity

MOST = 50_000
TITLE = "预警清单"
SEVERITIES = {Severity.NOTICE: "提示", Severity.WARNING: "提醒", Severity.CRITICAL: "紧急"}
STATES = {
    AlertState.OPEN: "待认领", AlertState.CLAIMED: "办理中", AlertState.VERIFIED: "属实，待帮扶", AlertState.HELPING: "帮扶中",
    AlertState.RESOLVED: "待复核", AlertState.CLOSED: "已解除",
}  # fmt: skip
LEVELS = {AlertLevel.VILLAGE: "村", AlertLevel.TOWNSHIP: "乡镇", AlertLevel.COUNTY: "县"}
LIGHTS = {"green": "时限内", "amber": "快到期", "red": "已超期"}
COLUMNS: dict[str, Callable[[Any], Any]] = {
    "预警": lambda row: row.title,
    "程度": lambda row: SEVERITIES[row.severity],
    "户主": lambda row: row.subject_label,
    "村": lambda row: row.region_name,
    "事实": lambda row: "；".join(f"{name} {_word(value)}" for name, value in row.facts.items()),
    "办到哪一步": lambda row: STATES[row.state],
    "该哪一级办": lambda row: LEVELS[row.level],
    "承办人": lambda row: row.assignee_name,
    "本步时限": lambda row: _word(row.step_due_on),
    "时限状态": lambda row: LIGHTS.get(row.light),
    "产生": lambda row: _word(row.raised_on),
    "解除": lambda row: _word(row.closed_on),
    "解除原因": lambda row: row.closed_why,
    "依据": lambda row: row.clause,
}


def _word(value: Any) -> str:
    return "" if value is None else str(value)


def made(session: Session, user: Caller, region_code: str | None, asked: Mapping[str, Any]) -> bytes:
    """`asked`: the filters of the list by name; those without a value do not narrow it."""
    listing, given = queries.ALERTS, {name: value for name, value in asked.items() if value is not None}
    query = listing.base.where(listing.area, *(listing.filters[name] for name in given))
    (order, *rest) = listing.sorts["region"]
    binds = {**user.binds(region_code), "today": clock.business_date(), **given}
    rows = session.execute(query.order_by(order, *rest).limit(MOST + 1), binds).all()
    if len(rows) > MOST:
        raise TooManyAlerts
    return workbook([_told(row) for row in rows], COLUMNS, TITLE)


def _told(row: Row[Any]) -> dict[str, Any]:
    return {title: read(row) for title, read in COLUMNS.items()}

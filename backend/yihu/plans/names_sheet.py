"""The names behind a figure as a workbook: what the list shows under the same filters, row by row."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from yihu.kernel.paging import Listing
from yihu.kernel.workbooks import workbook
from yihu.plans.problems import TooManyNames
from yihu.plans.sheet import KINDS, STATES
from yihu.policy import service as policy

MOST = 60_000
Read = Callable[[Any], Any]
Columns = Mapping[str, str | tuple[str, str] | Read]
"""Title -> column; column and code list; or what is made of the row."""


@dataclass(frozen=True)
class Names:
    title: str
    columns: Columns


HOUSEHOLD = {"村": "region_name", "户编号": "household_no", "户主": "head_name"}
KIND_OF_HOUSEHOLD = {"户类别": ("household_class", "household_class")}
MEMBER: Columns = {
    **HOUSEHOLD, "姓名": "name", "劳动能力": ("labour", "labour"), "务工": ("work_status", "work_status"),
}  # fmt: skip
PLANS = Names(
    "一户一策计划清单",
    {
        **HOUSEHOLD, **KIND_OF_HOUSEHOLD, "年度": "year", "版次": "edition", "类型": lambda row: KINDS[row.kind],
        "状态": lambda row: STATES[row.state], "完整度": "completeness", "缺项": "gap_count",
        "措施": "measure_count", "已完成措施": "done_count", "收入目标": lambda row: _yuan(row.income_target),
        "年终收入": lambda row: _yuan(row.income_result), "满意度": "satisfaction",
        "农户确认": lambda row: row.consent_on and str(row.consent_on), "制定人": "author_name",
        "审核人": "reviewed_by_name",
    },
)  # fmt: skip
UNPLANNED = Names(
    "没有生效计划的户",
    {
        **HOUSEHOLD, **KIND_OF_HOUSEHOLD, "主要原因": ("main_cause", "poverty_cause"),
        "计划": lambda row: STATES[row.work_state] if row.work_state else "没有计划",
    },
)  # fmt: skip
UNREACHED = Names("没有措施的成员", MEMBER)
IN_BATCH = Names("五个一批人员", MEMBER)


def _yuan(value: str | None) -> float | None:
    return None if value is None else float(value)


def made(session: Session, listing: Listing, area: Mapping[str, Any], asked: Mapping[str, Any], names: Names) -> bytes:
    """`area`, `asked`: binds of the list and its filters; those without a value do not narrow it. Errors: TooManyNames."""
    given = {name: value for name, value in asked.items() if value not in (None, [])}
    query = listing.base.where(listing.area, *(listing.filters[name] for name in given))
    (order, *rest) = listing.sorts["region"]
    rows = session.execute(query.order_by(order, *rest).limit(MOST + 1), {**area, **given}).all()
    if len(rows) > MOST:
        raise TooManyNames
    reads = {title: _reader(session, column) for title, column in names.columns.items()}
    return workbook(({title: read(row) for title, read in reads.items()} for row in rows), reads, names.title)


def _reader(session: Session, column: str | tuple[str, str] | Read) -> Read:
    if isinstance(column, str):
        return lambda row: getattr(row, column)
    if isinstance(column, tuple):
        name, labels = column[0], policy.labels(session, column[1])
        return lambda row: labels.get(getattr(row, name), getattr(row, name))
    return column

"""What a public notice says. The text is made of these fields and of nothing else: no other value can get into it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from yihu.kernel import documents

REASONS = {
    "illness": "expense", "accident": "expense", "schooling": "expense", "disaster": "disaster", "job_loss": "income",
    "market": "income", "epidemic": "income", "housing": "assurance", "water": "assurance", "no_labour": "labour",
    "disability": "labour",
}  # fmt: skip
"""Risk -> code list `notice_reason`: a class that tells the village why, and nothing about anybody's health."""
TITLES = {
    "risk.notice": "防止返贫致贫对象拟认定名单公示", "risk.removal_notice": "拟消除返贫致贫风险名单公示",
    "five_step.notice": "拟识别帮扶对象名单公示", "review.notice": "帮扶对象动态管理拟处理名单公示",
}  # fmt: skip
MATTERS = {
    "risk.notice": "经入户核实、村级评议，拟将下列农户认定为防止返贫致贫对象",
    "risk.removal_notice": "经入户核查、村级评议，下列农户返贫致贫风险拟予消除",
    "five_step.notice": "经核对信息、入户查看、邻里比较、民主评议，拟将下列农户识别为帮扶对象",
    "review.notice": "经入户核实、村级评议，拟对下列农户作如下处理",
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """A household on the list."""

    group_name: str | None
    head_name: str
    class_label: str
    reason_label: str


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Everything a notice may show."""

    kind: str
    township_name: str
    village_name: str
    starts_on: date
    ends_on: date
    place: str
    contact_office: str
    contact_phone: str
    lines: Sequence[Line]


def reason_of(risks: Sequence[str]) -> str:
    """The reason class of the first risk that has one."""
    return next((REASONS[risk] for risk in risks if risk in REASONS), "other")


def minor(name: str) -> str:
    """A head who is a child is told by the family name alone."""
    return f"{name[:1]}某（未成年人户）"


def wording(notice: Notice) -> dict[str, Any]:
    """The notice as texts, for the paper, the preview and the public page alike."""
    period = f"{documents.long_date(notice.starts_on)}至{documents.long_date(notice.ends_on)}"
    return {
        "title": TITLES[notice.kind],
        "village": f"{notice.township_name}{notice.village_name}",
        "paragraphs": [
            f"{MATTERS[notice.kind]}，共{len(notice.lines)}户，现予公示，接受群众监督。",
            f"公示时间：{period}。",
            f"公示地点：{notice.place}。",
            f"公示期内对名单有异议的，可向{notice.contact_office}反映，电话：{notice.contact_phone}。",
        ],
        "columns": [
            "序号",
            "村民小组",
            "户主姓名",
            "处理意见" if notice.kind == "review.notice" else "类别",
            "主要原因",
        ],
        "rows": [
            [str(number), line.group_name or "", line.head_name, line.class_label, line.reason_label]
            for number, line in enumerate(notice.lines, 1)
        ],
        "signed": f"{notice.village_name}村民委员会",
        "signed_on": documents.long_date(notice.starts_on),
        "starts_on": str(notice.starts_on),
        "ends_on": str(notice.ends_on),
    }


def render_pdf(notice: Notice) -> bytes:
    return bytes(documents.pages("cases/notice.typ", wording(notice)))

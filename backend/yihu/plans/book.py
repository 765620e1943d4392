"""计划书: a household's plan as paper that the household itself can read. One wording, laid out as PDF and as Word.

Identity numbers are masked, telephone numbers left out; the signature is the picture the household drew, if it has arrived.
"""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from PIL import Image
from sqlalchemy import ARRAY, Integer, Select, Text, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from yihu.accounts.access import Caller, within_binds
from yihu.files.models import Attachment
from yihu.files.service import path_of
from yihu.households.models import Household, Member
from yihu.households.queries import COUNTY
from yihu.kernel import clock, documents
from yihu.kernel.documents import Paper
from yihu.kernel.reading import as_json
from yihu.plans import book_docx, queries
from yihu.plans.models import Plan, PlanKind, PlanState
from yihu.plans.problems import NothingToBind, PlanNotFound, TooManyBooks
from yihu.policy import service as policy
from yihu.regions.models import Region

MOST = 500
"""Books of one print run: more than any village has."""
HOME = aliased(Household, name="home")
KEPT = (PlanState.ACTIVE, PlanState.CLOSED)
TITLES = {PlanKind.ASSISTANCE: "帮扶计划", PlanKind.CONSOLIDATION: "巩固提升计划"}
STATES = {
    "draft": "制定中，尚未生效", "submitted": "待审核，尚未生效", "returned": "已退回修改，尚未生效", "active": "已生效",
    "replaced": "已被新版本替代", "closed": "本年已办结",
}  # fmt: skip
STEPS = {"planned": "未开始", "going": "进行中", "done": "已完成", "cancelled": "已取消"}
ANSWERS = {"met": "达标", "failed": "未达标", "unknown": "待核实"}
PLEASED = {1: "很不满意", 2: "不满意", 3: "一般", 4: "满意", 5: "很满意"}
LISTS = (
    "kinship", "sex", "labour", "health", "household_class", "household_type", "poverty_cause", "assurance_item",
    "measure_category", "fund_source", "five_batch",
)  # fmt: skip
SIGNATURE = (480, 200)
"""Pixels a signature is printed with at most."""

Labels = Mapping[str, Mapping[str, str]]


def one(session: Session, user: Caller, plan_id: UUID, paper: Paper) -> bytes:
    books = _books(session, _rows().where(Plan.id == plan_id), user.binds())
    if not books:
        raise PlanNotFound
    return render(books, paper)


def many(session: Session, user: Caller, region_code: str | None, year: int, paper: Paper) -> bytes:
    """The plans in force or closed of a place and a year in one file, by village and group, then by head of household."""
    states = bindparam("states", type_=ARRAY(Text))
    chosen = _rows().where(Plan.year == bindparam("year", type_=Integer), Plan.state == func.any(states))
    sorted_ = chosen.order_by(Plan.region_code, HOME.head_sort, Plan.id).limit(MOST + 1)
    binds = {**user.binds(region_code), "year": year, "states": [state.value for state in KEPT]}
    books = _books(session, sorted_, binds)
    if not books:
        raise NothingToBind
    if len(books) > MOST:
        raise TooManyBooks
    return render(books, paper)


def render(books: Sequence[Mapping[str, Any]], paper: Paper) -> bytes:
    """The wordings of `wording`, one book each starting on a page of its own."""
    if paper is Paper.DOCX:
        return book_docx.document(books)
    return documents.sheets_pdf("plans/book.typ", f"{books[0]['year']}年{books[0]['title']}", books)


def _rows() -> Select[*tuple[Any, ...]]:
    """Plans of the area with their household, members and signature. Binds: county, lo, hi."""
    h, m, a = HOME, Member, Attachment
    shown = (m.name, m.relation, m.sex, m.born_on, m.id_masked, m.labour, m.health)
    people = select(*shown).where(m.county == COUNTY, m.household_id == Plan.household_id, m.left_on.is_(None))
    here = (h.household_type, h.natural_village, h.member_count)
    return (
        queries.whole()
        .add_columns(
            *here,
            *(_named(digits).label(name) for name, digits in (("county_name", 6), ("township_name", 9), ("group_name", 15))),
            as_json(people.correlate(Plan).order_by(m.relation != "02", m.born_on, m.id)).label("people"),
            select(a.sha256).where(a.county == COUNTY, a.id == Plan.consent_attachment_id).scalar_subquery().label("signature"),
        )
        .join(h, (h.county == COUNTY) & (h.id == Plan.household_id))
        .where(within_binds(Plan))
    )  # fmt: skip


def _named(digits: int) -> Any:
    whole = func.length(Plan.region_code) >= digits
    name = select(Region.short_name).where(Region.code == func.left(Plan.region_code, digits), whole)
    return name.scalar_subquery()


def _books(session: Session, query: Select[*tuple[Any, ...]], binds: Mapping[str, Any]) -> list[dict[str, Any]]:
    rows = session.execute(query, dict(binds)).mappings().all()
    labels = {name: policy.labels(session, name) for name in LISTS} if rows else {}
    return [wording(dict(row), labels, clock.business_date()) for row in rows]


def wording(row: Mapping[str, Any], labels: Labels, today: date) -> dict[str, Any]:
    """Every text of the book. `row`: columns of `_rows`."""
    place = "".join(row[name] or "" for name in ("county_name", "township_name", "region_name"))
    return {
        "title": TITLES[PlanKind(row["kind"])],
        "year": row["year"],
        "state": STATES[row["state"]],
        "cover": [
            ["户　　主", row["head_name"]],
            ["户 编 号", row["household_no"] or ""],
            ["住　　址", f"{place}{row['group_name'] or row['natural_village'] or ''}"],
            ["计划年度", f"{row['year']}年（第{row['edition']}版）"],
        ],
        "printed_on": documents.long_date(today),
        "facts": _facts(row, labels),
        "people": [_person(person, labels, today) for person in row["people"]],
        "causes": "、".join(labels["poverty_cause"].get(code, code) for code in row["causes"]) or "未填写",
        "assurances": [
            [label, ANSWERS.get(row["assurances"].get(code, "unknown"), "待核实")]
            for code, label in labels["assurance_item"].items()
        ],
        "income": _income(row),
        "wish": row["wish"] or "未填写",
        "groups": _groups(row["measures"], labels),
        "consent": _consent(row),
        "signature": _signature(row["signature"]),
        "review": _review(row),
        "outcome": _outcome(row),
    }


def _facts(row: Mapping[str, Any], labels: Labels) -> list[list[str]]:
    return [
        ["农户类别", labels["household_class"].get(row["household_class"], "未填写")],
        ["户类型", labels["household_type"].get(row["household_type"] or "", "未填写")],
        ["家庭人口", f"{row['member_count']}人"],
        ["计划状态", STATES[row["state"]]],
    ]


def _person(person: Mapping[str, Any], labels: Labels, today: date) -> list[str]:
    born = date.fromisoformat(person["born_on"]) if person["born_on"] else None
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day)) if born else None
    return [
        person["name"],
        labels["kinship"].get(person["relation"], ""),
        labels["sex"].get(person["sex"] or "", ""),
        "" if age is None else f"{age}岁",
        person["id_masked"] or "",
        labels["labour"].get(person["labour"] or "", ""),
        labels["health"].get(person["health"] or "", ""),
    ]


def _yuan(amount: str | None) -> str:
    return documents.yuan_figures(Decimal(amount)) if amount is not None else "未填写"


def _income(row: Mapping[str, Any]) -> list[list[str]]:
    base = f"{row['income_base_year']}年" if row["income_base_year"] else "制定时"
    lines = [
        [f"{base}人均纯收入", _yuan(row["income_base"])],
        [f"{row['year']}年人均收入目标", _yuan(row["income_target"])],
    ]
    if row["income_result"] is not None:
        lines.append([f"{row['year']}年实际人均收入", _yuan(row["income_result"])])
    return lines


def _groups(measures: Sequence[Mapping[str, Any]], labels: Labels) -> list[dict[str, Any]]:
    """Measures for the whole household first, then member by member."""
    groups: dict[str, list[list[str]]] = {}
    for measure in sorted(measures, key=lambda one: one["member_name"] is not None):
        if measure["state"] != "cancelled":
            groups.setdefault(measure["member_name"] or "全户", []).append(_measure(measure, labels))
    return [{"who": who, "measures": rows} for who, rows in groups.items()]


def _measure(measure: Mapping[str, Any], labels: Labels) -> list[str]:
    amount = f"{Decimal(measure['amount']):,.0f}元" if measure["amount"] else ""
    source = labels["fund_source"].get(measure["fund_source"] or "", "")
    step = STEPS[measure["state"]]
    told = f"{step} {measure['progress']}%" if measure["state"] == "going" else step
    return [
        f"{labels['measure_category'].get(measure['category'], '其他')}：{measure['text']}",
        _quantity(measure["quantity"], measure["unit"]),
        f"{documents.long_date(date.fromisoformat(measure['due_on']))}前" if measure["due_on"] else "未定",
        measure["owner_name"] or "未定",
        "\n".join(part for part in (source, amount) if part) or "未定",
        "\n".join(part for part in (told, measure["result"]) if part),
    ]


def _quantity(quantity: str | None, unit: str | None) -> str:
    if quantity is None:
        return "未定"
    plain = f"{Decimal(quantity):f}"
    return f"{plain.rstrip('0').rstrip('.') if '.' in plain else plain}{unit or ''}"


def _consent(row: Mapping[str, Any]) -> str:
    if row["consent_on"] is None:
        return "农户尚未确认。"
    how = f"由{row['consent_witness']}见证" if row["consent_kind"] == "witness" else "本人签名"
    stale = "确认之后计划又有改动，须重新确认。" if row["consent_stale"] else ""
    return f"{row['consent_name']}于{documents.long_date(row['consent_on'])}确认同意本计划，{how}。{stale}"


def _review(row: Mapping[str, Any]) -> str:
    if row["reviewed_at"] is None:
        return "尚未审核。"
    result = "同意实施" if row["state"] not in ("draft", "submitted", "returned") else "退回修改"
    note = f"意见：{row['review_note']}" if row["review_note"] else ""
    return f"{row['reviewed_by_name']}于{documents.long_date(row['reviewed_at'].astimezone(clock.LOCAL).date())}审核，{result}。{note}"


def _outcome(row: Mapping[str, Any]) -> str:
    if row["outcome"] is None:
        return "年终填写。"
    pleased = PLEASED.get(row["satisfaction"] or 0)
    return f"{row['outcome']}{f'农户评价：{pleased}。' if pleased else ''}"


def _signature(sha256: str | None) -> list[int]:
    """The picture as the bytes of a small grey PNG; none when it has not arrived."""
    if sha256 is None or not path_of(sha256).exists():
        return []
    with Image.open(path_of(sha256)) as picture:
        flat = Image.new("RGBA", picture.size, "white")
        flat.alpha_composite(picture.convert("RGBA"))
        grey = flat.convert("L")
        grey.thumbnail(SIGNATURE)
        small = io.BytesIO()
        grey.save(small, "PNG", optimize=True)
    return list(small.getvalue())

"""Checks of the assurances as they were written down elsewhere, one row per household or member and item."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from yihu.exchange import cells
from yihu.exchange.cells import NULL, CellError, copied, needed
from yihu.exchange.form import Book, Column, Form, Part, Read
from yihu.exchange.parts import HOUSEHOLD_NO, ID_NUMBER, WHOSE, named, plain

RESULTS = {
    "达标": "ok",
    "合格": "ok",
    "未达标": "defect",
    "不达标": "defect",
    "不合格": "defect",
    "不适用": "not_applicable",
}
Value = Callable[[Any], Any]
"""A cell to what JSON keeps of it; None where it says nothing."""


@dataclass(frozen=True)
class Told:
    """A figure of an item, as `assurances/items/` has it."""

    item: str
    figure: str
    title: str
    value: Callable[[Book], Value]
    aliases: tuple[str, ...] = ()

    @property
    def field(self) -> str:
        return f"{self.item}_{self.figure}"


def _kept(read: Read, kept: Callable[[str], Any]) -> Value:
    def value(cell: Any) -> Any:
        found = read(cell)
        return None if found == NULL else kept(found)

    return value


def _yes_no(_: Book) -> Value:
    return _kept(cells.yes_no, lambda found: found == "t")


def _whole(most: int) -> Callable[[Book], Value]:
    return lambda _: _kept(cells.whole(0, most), int)


def _code(name: str) -> Callable[[Book], Value]:
    return lambda book: _kept(cells.listed(book.lists[name]), str)


def _day(_: Book) -> Value:
    return _kept(cells.day, str)


def _words(_: Book) -> Value:
    """The item's own form says how long they may be."""
    return lambda cell: " ".join(cells.plain(cell).split()) or None


FIGURES = (
    Told("food", "staple", "主食有保障", _yes_no),
    Told("food", "protein", "能吃上肉蛋奶或豆制品", _yes_no, ("吃得上肉蛋奶",)),
    Told("clothing", "seasonal", "四季有换季衣被", _yes_no, ("有换季衣被",)),
    Told("education", "state", "就学情况", _code("school_state"), ("在校状态",)),
    Told("education", "school", "学校", _words, ("就读学校",)),
    Told("education", "grade", "年级", _code("schooling")),
    Told("health", "insured", "当年参加基本医保", _yes_no, ("参保", "是否参保")),
    Told("health", "family_doctor", "家庭医生已签约", _yes_no, ("家庭医生签约",)),
    Told("health", "chronic", "慢性病患者", _yes_no, ("慢性病",)),
    Told("health", "chronic_certificate", "已办慢性病证", _yes_no, ("慢性病证",)),
    Told("health", "deposit_charged", "住院被收押金", _yes_no, ("住院押金",)),
    Told("housing", "grade", "鉴定等级", _code("housing_grade"), ("房屋等级", "危房等级")),
    Told("housing", "no_house", "无房", _yes_no),
    Told("housing", "appraised_on", "鉴定日期", _day),
    Told("housing", "appraiser", "鉴定人或机构", _words, ("鉴定机构",)),
    Told("water", "source", "水源类型", _code("water_source_kind"), ("水源",)),
    Told("water", "litres", "每人每天可用水量（升）", _whole(1000), ("可用水量",)),
    Told("water", "quality", "水质合格", _yes_no),
    Told("water", "treated", "饮用前经过处理", _yes_no),
    Told("water", "piped", "供水入户", _yes_no),
    Told("water", "minutes", "单次取水往返（分钟）", _whole(600), ("取水时间",)),
    Told("water", "metres", "取水水平距离（米）", _whole(20_000), ("取水距离",)),
    Told("water", "height", "取水垂直高差（米）", _whole(2000), ("取水高差",)),
    Told("water", "short_days", "一年供水不足（天）", _whole(366), ("供水不足天数",)),
    Told("water", "supply_normal", "目前供水正常", _yes_no, ("供水正常",)),
)
COLUMNS = (
    Column("item", "项目", ("核查项目", "保障项目"), required=True, help="一行填一项", example="住房安全有保障"),
    Column("checked_on", "核查日期", ("日期", "排查日期"), required=True, example="2026-11-01"),
    HOUSEHOLD_NO,
    ID_NUMBER,
    Column("person", "姓名", ("成员姓名", "家庭成员"), help="义务教育、基本医疗按人填写", example="张三"),
    Column("result", "结果", ("是否达标", "核查结果"), help="达标、未达标或不适用；所填情况能判定的可以不填", example="未达标"),
    Column("note", "情况说明", ("问题", "存在问题", "备注"), help="未达标又没有填写具体情况的，写明什么问题", example="后墙开裂"),
    Column("checker", "核查人", ("排查人",), help="不填为导入人"),
    *(Column(told.field, told.title, told.aliases) for told in FIGURES),
)  # fmt: skip


def _figures(book: Book) -> Read:
    """The item and what was seen, as JSON; a figure of another item has no place in the row."""
    item_of = needed(cells.listed(book.lists["assurance_item"]))
    values = [told.value(book) for told in FIGURES]

    def read(row: tuple[Any, ...]) -> str:
        item, seen = item_of(row[0]), {}
        for told, value, cell in zip(FIGURES, values, row[1:], strict=True):
            try:
                found = value(cell)
            except CellError as error:
                raise CellError(error.code, error.message, told.field) from None
            if found is None:
                continue
            if told.item != item:
                raise CellError("of_another_item", "这一列不属于本行的项目，请另起一行填写", told.field)
            seen[told.figure] = found
        return f"{item}\t{copied(json.dumps(seen, ensure_ascii=False))}"

    return read


PARTS = (
    Part(("item", *(told.field for told in FIGURES)), {"item": "text", "figures": "jsonb"}, _figures),
    plain("checked_on", "date", needed(cells.day)),
    *WHOSE,
    named("person"),
    plain("result", "text", cells.listed(RESULTS)),
    plain("note", "text", cells.text(400)),
    named("checker"),
)

FORM = Form(
    "assurance_checks",
    "保障核查记录",
    COLUMNS,
    PARTS,
    ("assurance_item", "school_state", "schooling", "housing_grade", "water_source_kind"),
)

"""Household plans as a list: one row per measure; what the system exports can be sent back as it is."""

import re
from decimal import Decimal
from typing import Any
from uuid import UUID

from yihu.exchange import cells
from yihu.exchange.cells import NULL, CellError, needed
from yihu.exchange.form import Column, Form, Read
from yihu.exchange.parts import code, named, plain

COLUMNS = (
    Column("household_no", "户编号", ("户号", "家庭编号"), required=True, example="5119210001"),
    Column("head", "户主", ("户主姓名",), help="填写则与登记核对", example="张三"),
    Column("year", "年度", ("计划年度", "年份"), help="不填为今年", example="2026"),
    Column("kind", "计划类型", ("类型",), help="帮扶计划或巩固提升计划；不填按脱贫属性", example="巩固提升计划"),
    Column("income_target", "收入目标", ("人均收入目标", "人均纯收入目标"), help="元，人均", example="12000"),
    Column("wish", "农户意愿", ("意愿", "农户想法"), example="想多养两头牛"),
    Column("measure_no", "措施编号", help="导出时带有，用来认出原来的措施；新措施不填"),
    Column("member", "对象", ("帮扶对象", "成员", "成员姓名"), help="家庭成员姓名；对全户的措施不填"),
    Column("category", "类别", ("措施类别", "帮扶类别"), required=True, example="产业扶持"),
    Column("text", "内容", ("措施", "措施内容", "帮扶措施"), required=True, example="养殖肉牛3头，合作社保底回收"),
    Column("cause", "针对原因", ("致贫原因", "对应致贫原因"), example="缺技术"),
    Column("assurance", "针对保障", ("保障项目",), help="未达标的“两不愁三保障”项目"),
    Column("quantity", "数量", example="3"),
    Column("unit", "单位", ("计量单位",), example="头"),
    Column("starts_on", "开始", ("开始时间", "开始日期"), example="2026-03-01"),
    Column("due_on", "时限", ("完成时限", "完成时间", "截止日期"), example="2026-11-30"),
    Column("owner_name", "责任人", ("帮扶责任人", "责任人姓名"), example="李四"),
    Column("executor", "实施主体", ("实施单位",), example="合作社带动"),
    Column("fund_source", "资金来源", example="农户自筹"),
    Column("amount", "金额", ("资金", "投入资金", "资金额"), help="元", example="15000"),
    Column("batch", "五个一批", ("五个一批类别",), example="发展生产脱贫一批"),
)

KINDS = {
    "帮扶计划": "assistance", "帮扶": "assistance", "脱贫计划": "assistance",
    "巩固提升计划": "consolidation", "巩固计划": "consolidation", "巩固提升": "consolidation",
}  # fmt: skip
EVERYBODY = {"本户", "全户", "全家", "家庭", "户", "户主及家庭", "整户"}
QUANTITY_LIMIT = Decimal(10) ** 10
BREAKS = re.compile(r"\r\n?")


def _words(limit: int, least: int = 0) -> Read:
    """Text with its line breaks, as a person wrote it."""

    def read(cell: Any) -> str:
        found = BREAKS.sub("\n", cells.plain(cell)).strip()
        if len(found) > limit:
            raise CellError("too_long", f"不能超过 {limit} 个字")
        if found and len(found) < least:
            raise CellError("too_short", f"至少 {least} 个字")
        return cells.copied(found)

    return read


def _member(cell: Any) -> str:
    """The name alone; words for the whole household say nobody."""
    found = cells.name(cell).split("\t", 1)[0]
    return NULL if found in EVERYBODY else found


def _measure_no(cell: Any) -> str:
    found = cells.folded(cell)
    try:
        return str(UUID(found)) if found else NULL
    except ValueError:
        raise CellError("measure_unknown", "不是系统给出的措施编号，新措施请留空") from None


def _quantity(cell: Any) -> str:
    return cells.decimal(cell, 2, QUANTITY_LIMIT)


PARTS = (
    plain("household_no", "text", needed(cells.number())),
    named("head"),
    plain("year", "int", cells.whole(2013, 2100)),
    plain("kind", "text", cells.listed(KINDS)),
    plain("income_target", "numeric(14,2)", cells.yuan),
    plain("wish", "text", _words(2000)),
    plain("measure_no", "uuid", _measure_no),
    plain("member", "text", _member),
    code("category", "measure_category", required=True),
    plain("text", "text", needed(_words(500, least=2))),
    code("cause", "poverty_cause"),
    code("assurance", "assurance_item"),
    plain("quantity", "numeric(12,2)", _quantity),
    plain("unit", "text", cells.text(20)),
    plain("starts_on", "date", cells.day),
    plain("due_on", "date", cells.day),
    plain("owner_name", "text", cells.text(40)),
    code("executor", "measure_executor"),
    code("fund_source", "fund_source"),
    plain("amount", "numeric(14,2)", cells.yuan),
    code("batch", "five_batch"),
)

FORM = Form(
    "plans",
    "一户一策措施表",
    COLUMNS,
    PARTS,
    ("measure_category", "poverty_cause", "assurance_item", "measure_executor", "fund_source", "five_batch"),
)

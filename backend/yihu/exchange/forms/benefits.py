"""Who has had what of which policy (享受台账): one row per grant, as departments keep it."""

from yihu.exchange import cells
from yihu.exchange.cells import needed
from yihu.exchange.form import Column, Form
from yihu.exchange.parts import HOUSEHOLD_NO, WHOSE, named, plain

COLUMNS = (
    HOUSEHOLD_NO,
    Column("id_number", "证件号码", ("身份证号", "身份证号码", "享受人证件号码"), help="18 位，设为文本格式；与户编号至少填一项"),
    Column("person", "享受人", ("姓名", "享受人姓名", "成员姓名"), help="落实到人的政策，没有证件号码时必填", example="张三"),
    Column("policy", "政策", ("政策名称", "项目", "补助项目"), required=True, help="政策目录中的名称", example="低保"),
    Column("granted_on", "日期", ("享受日期", "发放日期", "起始日期"), required=True, example="2026-03-01"),
    Column("ends_on", "截止日期", ("截止", "终止日期"), help="持续享受的政策填写"),
    Column("amount", "金额", ("享受金额", "发放金额", "补助金额"), help="元", example="1200"),
)  # fmt: skip


PARTS = (
    *WHOSE,
    named("person"),
    plain("policy", "text", needed(cells.text(100))),
    plain("granted_on", "date", needed(cells.day)),
    plain("ends_on", "date", cells.day),
    plain("amount", "numeric(14,2)", cells.yuan),
)

FORM = Form("benefits", "政策享受台账", COLUMNS, PARTS, ())

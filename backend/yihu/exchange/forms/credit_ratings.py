"""What a bank thinks of households (评级授信): one row per household and day."""

from decimal import Decimal

from yihu.exchange import cells
from yihu.exchange.cells import needed
from yihu.exchange.form import Column, Form
from yihu.exchange.parts import BANK, HOUSEHOLD_NO, ID_NUMBER, WHOSE, bank, named, plain

COLUMNS = (
    HOUSEHOLD_NO,
    ID_NUMBER,
    Column("person", "户主", ("姓名", "户主姓名", "客户姓名"), help="用来核对户编号", example="张三"),
    BANK,
    Column("rated_on", "评级日期", ("评定日期", "授信日期", "日期"), required=True, example="2026-11-01"),
    Column("grade", "信用等级", ("评级", "信用评级", "等级", "评级结果"), required=True, help="按银行的说法填写", example="优秀"),
    Column("score", "评分", ("信用评分", "得分")),
    Column("credit_limit", "授信额度", ("授信金额", "额度"), help="元；评了级没有授信填 0", example="50000"),
    Column("valid_to", "有效期至", ("授信到期日", "到期日期", "截止日期")),
    Column("wants_loan", "有贷款意愿", ("贷款意愿", "是否有贷款意愿"), help="是或否；农户不愿贷款的填否", example="是"),
)  # fmt: skip


def _score(cell: object) -> str:
    return cells.decimal(cell, 2, Decimal(10_000))


PARTS = (
    *WHOSE,
    named("person"),
    bank(),
    plain("rated_on", "date", needed(cells.day)),
    plain("grade", "text", needed(cells.text(20))),
    plain("score", "numeric(6,2)", _score),
    plain("credit_limit", "numeric(14,2)", cells.yuan),
    plain("valid_to", "date", cells.day),
    plain("wants_loan", "boolean", cells.yes_no),
)

FORM = Form("credit_ratings", "信用评级授信", COLUMNS, PARTS, ("bank",))

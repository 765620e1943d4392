"""What came back on loans (还款): one row per payment."""

from yihu.exchange import cells
from yihu.exchange.cells import needed
from yihu.exchange.form import Column, Form
from yihu.exchange.parts import BANK, CONTRACT_NO, bank, named, plain

COLUMNS = (
    BANK,
    CONTRACT_NO,
    Column("person", "借款人", ("借款人姓名", "姓名", "客户名称", "客户姓名"), help="用来核对合同号", example="张三"),
    Column("paid_on", "还款日期", ("还款日", "结清日期", "交易日期", "日期"), required=True, example="2026-11-01"),
    Column("amount", "还款本金", ("还款金额", "归还本金", "本金", "还本金额"), required=True, help="元", example="10000"),
    Column("interest", "利息", ("还款利息", "归还利息", "还息金额"), help="元"),
    Column("balance_after", "还款后余额", ("余额", "贷款余额", "剩余本金"), help="元；填了能核对，并认出银行清单中已扣减过的还款", example="40000"),
    Column("receipt_no", "流水号", ("交易流水号", "凭证号", "还款凭证号"), help="同一天有两笔同样金额的还款时必填"),
)  # fmt: skip

PARTS = (
    bank(),
    plain("contract_no", "text", needed(cells.number(60))),
    named("person"),
    plain("paid_on", "date", needed(cells.day)),
    plain("amount", "numeric(14,2)", needed(cells.yuan)),
    plain("interest", "numeric(14,2)", cells.yuan),
    plain("balance_after", "numeric(14,2)", cells.yuan),
    plain("receipt_no", "text", cells.number(60)),
)

FORM = Form("repayments", "还款清单（银行）", COLUMNS, PARTS, ("bank",))

"""The list a bank gives of its micro-loans: one row per contract."""

from yihu.exchange import cells
from yihu.exchange.cells import needed
from yihu.exchange.form import Column, Form, Part
from yihu.exchange.parts import BANK, CONTRACT_NO, WHOSE, bank, plain

COLUMNS = (
    Column("household_no", "户编号", ("户号",), help="与证件号码至少填一项", example="5119210001"),
    Column(
        "id_number", "借款人证件号码", ("证件号码", "身份证号", "身份证号码", "借款人身份证号", "借款人身份证号码"),
        help="18 位，设为文本格式；与户编号至少填一项",
    ),
    Column("borrower_name", "借款人", ("借款人姓名", "姓名", "客户名称", "客户姓名"), example="张三"),
    BANK,
    CONTRACT_NO,
    Column("principal", "贷款金额", ("借款金额", "合同金额", "放款金额", "贷款本金"), required=True, help="元", example="50000"),
    Column("balance", "贷款余额", ("余额", "本金余额", "当前余额"), required=True, help="元", example="50000"),
    Column("rate", "年利率", ("利率", "利率（%）", "年利率（%）"), help="%", example="3.65"),
    Column("lent_on", "放款日期", ("放款日", "贷款日期", "起始日期", "借款日期", "发放日期"), required=True, example="2024-06-01"),
    Column("due_on", "到期日期", ("到期日", "贷款到期日", "还款日期"), required=True, example="2027-05-31"),
    Column("purpose", "贷款用途", ("用途",), example="养牛"),
    Column("state", "贷款状态", ("状态",), help="在贷、结清或续贷；不填按余额判断", example="在贷"),
    Column("contact_name", "银行联系人", ("联系人", "客户经理")),
    Column("contact_phone", "银行联系电话", ("联系电话", "客户经理电话")),
)  # fmt: skip

STATES = {
    "在贷": "active", "正常": "active", "未结清": "active", "逾期": "active", "展期": "active",
    "结清": "settled", "已结清": "settled", "已还清": "settled", "续贷": "renewed", "已续贷": "renewed",
}  # fmt: skip


PARTS = (
    *WHOSE,
    Part(("borrower_name",), {"borrower_name": "text", "initials": "text", "sort": "text"}, lambda _: cells.name),
    bank(),
    plain("contract_no", "text", needed(cells.number(60))),
    plain("principal", "numeric(14,2)", needed(cells.yuan)),
    plain("balance", "numeric(14,2)", needed(cells.yuan)),
    plain("rate", "numeric(6,3)", cells.percent),
    plain("lent_on", "date", needed(cells.day)),
    plain("due_on", "date", needed(cells.day)),
    plain("purpose", "text", cells.text()),
    plain("state", "text", cells.listed(STATES)),
    plain("contact_name", "text", cells.text(40)),
    plain("contact_phone", "text", cells.number(30)),
)

FORM = Form("loans", "小额信贷清单（银行）", COLUMNS, PARTS, ("bank",))

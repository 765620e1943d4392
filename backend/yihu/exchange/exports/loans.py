from yihu.exchange.columns import Code, Number, Word
from yihu.exchange.export import export
from yihu.exchange.export_columns import HOME
from yihu.loans import queries

STATES = {"active": "在贷", "settled": "已结清", "renewed": "已续贷"}
RUNGS = {"reminder": "到期提醒", "written": "书面通知", "overdue": "逾期催告"}
NOTICE_STATES = {"open": "待送达", "delivered": "已送达", "cancelled": "已取消"}

export(
    "loans", "贷款台账", queries.LOANS,
    columns={
        **HOME, "借款人": "borrower_name", "经办银行": "bank_name", "合同号": "contract_no", "本金": Number("principal"),
        "余额": Number("balance"), "年利率（%）": Number("rate"), "用途": "purpose", "放款日": "lent_on", "到期日": "due_on",
        "距到期（天）": "days_to_due", "状态": Word("state", STATES), "到期提醒": Word("reminder_state", NOTICE_STATES),
        "书面通知": Word("written_state", NOTICE_STATES),
    },
)  # fmt: skip
export(
    "loan-notices", "贷款到期通知", queries.NOTICES,
    columns={
        **HOME, "种类": Word("rung", RUNGS), "文号": "number", "合同号": "contract_no", "余额": Number("balance"),
        "到期日": "due_on", "距到期（天）": "days_to_due", "产生": "raised_on", "送达时限": "deadline_on",
        "状态": Word("state", NOTICE_STATES), "送达日期": "delivered_on", "送达结果": Code("outcome", "delivery_outcome"),
        "签收人": "receiver_name", "送达人": "delivered_by_name", "取消原因": "cancelled_why",
    },
)  # fmt: skip

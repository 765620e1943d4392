from yihu.exchange.columns import Code, Number, Word, Yes
from yihu.exchange.export import export
from yihu.exchange.export_columns import HOME
from yihu.loans import bank_queries, queries
from yihu.loans.models import Loan, LoanNotice

STATES = {"active": "在贷", "settled": "已结清", "renewed": "已续贷"}
RUNGS = {"reminder": "到期提醒", "written": "书面通知", "overdue": "逾期催告"}
NOTICE_STATES = {"open": "待送达", "delivered": "已送达", "cancelled": "已取消"}

export(
    "loans", "贷款台账", queries.LOANS, follows=Loan,
    columns={
        **HOME, "借款人": "borrower_name", "经办银行": "bank_name", "合同号": "contract_no", "本金": Number("principal"),
        "余额": Number("balance"), "年利率（%）": Number("rate"), "用途": "purpose", "放款日": "lent_on", "到期日": "due_on",
        "距到期（天）": "days_to_due", "状态": Word("state", STATES), "到期提醒": Word("reminder_state", NOTICE_STATES),
        "书面通知": Word("written_state", NOTICE_STATES),
    },
)  # fmt: skip
export(
    "loan-notices", "贷款到期通知", queries.NOTICES, follows=LoanNotice,
    columns={
        **HOME, "种类": Word("rung", RUNGS), "文号": "number", "合同号": "contract_no", "余额": Number("balance"),
        "到期日": "due_on", "距到期（天）": "days_to_due", "产生": "raised_on", "送达时限": "deadline_on",
        "状态": Word("state", NOTICE_STATES), "送达日期": "delivered_on", "送达结果": Code("outcome", "delivery_outcome"),
        "签收人": "receiver_name", "送达人": "delivered_by_name", "取消原因": "cancelled_why",
    },
)  # fmt: skip
export(
    "loan-repayments", "还款记录", bank_queries.REPAYMENTS,
    columns={
        **HOME, "经办银行": "bank_name", "合同号": "contract_no", "还款日期": "paid_on", "还款本金": Number("amount"),
        "利息": Number("interest"), "还款后余额": Number("balance_after"), "流水号": "receipt_no",
        "已扣减余额": Yes("counted", no="银行清单已扣减"), "来源": "source",
    },
)  # fmt: skip
export(
    "credit-ratings", "信用评级授信", bank_queries.RATINGS,
    columns={
        **HOME, "银行": "bank_name", "评级日期": "rated_on", "信用等级": "grade", "评分": Number("score"),
        "授信额度": Number("credit_limit"), "有效期至": "valid_to", "有贷款意愿": Yes("wants_loan"), "来源": "source",
    },
)  # fmt: skip

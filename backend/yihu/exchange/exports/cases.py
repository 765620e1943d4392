from yihu.cases import declaration_queries, notice_queries, queries
from yihu.cases.models import Case
from yihu.cases.procedures import STEP_TITLES
from yihu.exchange.columns import Code, Word, Yes
from yihu.exchange.export import export
from yihu.exchange.export_columns import HOME, VILLAGE

PROCEDURES = {"risk": "监测帮扶", "five_step": "五步识别", "review": "动态管理复核"}
STATES = {"open": "办理中", "closed": "已办结"}
NOTICE_KINDS = {
    "risk.notice": "拟认定名单", "risk.removal_notice": "风险消除名单", "five_step.notice": "五步识别名单",
    "review.notice": "动态管理名单",
}  # fmt: skip
NOTICE_STATES = {"coming": "未开始", "running": "公示中", "ended": "已结束", "withdrawn": "已撤下"}
DECLARED = {"received": "待答复", "accepted": "已转个案", "answered": "已答复"}

export(
    "cases", "监测对象个案", queries.CASES, follows=Case,
    columns={
        **HOME, "程序": Word("procedure", PROCEDURES), "风险": Code("risks", "risk_kind"), "下一环节": Word("step", STEP_TITLES),
        "期限": "due_on", "超期": Yes("late"), "类别": Code("monitor_class", "monitor_class"),
        "线索来源": Code("channel", "case_channel"), "收到线索": "opened_on", "审定日期": "decided_on",
        "审定": Code("decision", "case_decision"), "风险消除": "removed_on", "状态": Word("state", STATES), "办结": "closed_on",
        "办结原因": Code("closed_why", "case_end"),
    },
)  # fmt: skip
export(
    "public-notices", "公示", notice_queries.NOTICES,
    columns={
        **VILLAGE, "名单": Word("kind", NOTICE_KINDS), "户数": "households", "开始": "starts_on", "结束": "ends_on",
        "状态": Word("state", NOTICE_STATES), "未答复异议": "open_objections", "地点": "place", "张贴人": "posted_by_name",
    },
)  # fmt: skip
export(
    "declarations", "自主申报", declaration_queries.DECLARATIONS,
    columns={
        "申报人": "name", **VILLAGE, "组": "group_name", "联系电话": "phone_masked", "困难": Code("difficulty", "difficulty_kind"),
        "多久": Code("since", "difficulty_since"), "收到": "received_on", "答复期限": "due_on", "超期": Yes("late"),
        "状态": Word("state", DECLARED), "答复": "answered_on", "答复人": "answered_by_name",
    },
)  # fmt: skip

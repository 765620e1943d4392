from typing import Any

from yihu.exchange.columns import Code, Number, Told, Word, Yes
from yihu.exchange.export import export
from yihu.exchange.export_columns import HOME, HOUSEHOLD_CLASS, share
from yihu.plans import (
    carry_over_queries,
    catalogue,
    five_fields,
    project_use,
    queries,
    risks,
    rollup,
    sampling,
    sheet,
    vague,
)
from yihu.plans.models import Plan

STATES = {
    "draft": "制定中", "submitted": "待审核", "returned": "被退回", "active": "生效", "replaced": "已被新版替代", "closed": "已办结",
}  # fmt: skip
MEASURE_STATES = {"planned": "未开始", "going": "进行中", "done": "已完成", "cancelled": "已取消"}
OUTCOMES = {
    "carried": "结转", "has_plan": "新年已有计划", "not_in_force": "上年计划没有生效", "no_plan": "上年没有计划",
    "struck_off": "户已注销", "taken_back": "草稿已撤回", "kept": "草稿已有人动过，留下",
}  # fmt: skip
RUN_STATES = {
    "waiting": "排队中", "running": "正在结转", "done": "已完成", "failed": "没有做完", "undoing": "正在撤销", "undone": "已撤销",
}  # fmt: skip
CONSENT = Told(
    lambda row, _: (
        "未确认" if not row["consent_on"] else "改后未再确认" if row["consent_stale"] else str(row["consent_on"])
    )
)


def _field(place: int) -> Told:
    def told(row: Any, _: Any) -> str:
        cell = row["fields"][place]
        return (
            f"{cell['measures']} 条措施"
            if cell["measures"]
            else f"不需要：{cell['reason']}"
            if cell["reason"]
            else "没有考虑"
        )

    return Told(told)


export(
    "plans", "一户一策计划", queries.PLANS, follows=Plan,
    columns={
        **HOME, "户类别": HOUSEHOLD_CLASS, "年度": "year", "版次": "edition", "类型": Code("kind", "plan_kind"),
        "状态": Word("state", STATES), "完整度": share("completeness"), "缺项": "gap_count", "措施": "measure_count",
        "已完成措施": "done_count", "收入目标": Number("income_target"),
        "年终收入": Number("income_result"), "满意度": "satisfaction", "农户确认": CONSENT, "制定人": "author_name",
        "提交": "submitted_at", "审核人": "reviewed_by_name", "审核": "reviewed_at", "最近修改": "updated_at",
    },
)  # fmt: skip
export(
    "measures", "帮扶措施", queries.MEASURES,
    columns={
        "措施": "text", **HOME, "对象": "member_name", "年度": "year", "类别": Code("category", "measure_category"),
        "数量": Number("quantity"), "单位": "unit", "责任人": "owner_name", "开始": "starts_on", "完成时限": "due_on",
        "状态": Word("state", MEASURE_STATES), "进度": share("progress"), "资金来源": Code("fund_source", "fund_source"),
        "金额": Number("amount"), "已支出": Number("spent"), "实施主体": Code("executor", "measure_executor"),
        "五个一批": Code("batch", "five_batch"), "针对原因": Code("cause", "poverty_cause"),
        "针对保障": Code("assurance", "assurance_item"), "项目": "project_name", "政策": "policy_name", "成效": "result",
        "完成日期": "done_on", "计划状态": Word("plan_state", STATES),
    },
)  # fmt: skip
export(
    "plan-sheet", sheet.TITLE, sheet.SHEET,
    columns={
        "村": "region_name", "户编号": "household_no", "户主": "head_name", "年度": "year", "计划类型": Code("kind", "plan_kind"),
        "计划状态": Word("plan_state", STATES), "收入目标": Number("income_target"), "农户意愿": "wish", "措施编号": "root_id",
        "对象": "member_name", "类别": Code("category", "measure_category"), "内容": "text",
        "针对原因": Code("cause", "poverty_cause"), "针对保障": Code("assurance", "assurance_item"),
        "数量": Number("quantity"), "单位": "unit", "开始": "starts_on", "时限": "due_on", "责任人": "owner_name",
        "实施主体": Code("executor", "measure_executor"), "资金来源": Code("fund_source", "fund_source"),
        "金额": Number("amount"), "五个一批": Code("batch", "five_batch"),
    },
)  # fmt: skip
export(
    "plan-samples",
    "计划抽查",
    sampling.SAMPLES,
    columns={
        **HOME,
        "抽取": "drawn_on",
        "抽查": "checked_on",
        "抽查人": "checked_by_name",
        "合格": Yes("passed"),
        "意见": "note",
    },
)
export(
    "risk-signals", "风险信号", risks.RISKS,
    columns={
        **HOME, "风险": Code("kind", "risk_kind"), "发生日期": "happened_on", "情况": "note", "来源": "source",
        "计划已调整": "answered_on", "无需调整": "dismissed_on", "理由": "dismissed_why",
    },
)  # fmt: skip
export(
    "measure-templates", "措施库", catalogue.TEMPLATES,
    columns={
        "名称": "name", "内容": "text", "类别": Code("category", "measure_category"), "五个一批": Code("batch", "five_batch"),
        "针对原因": Code("causes", "poverty_cause"), "针对保障": Code("assurances", "assurance_item"),
        "户类别": Code("household_classes", "household_class"), "单位": "unit", "资金来源": Code("fund_source", "fund_source"),
        "起": "valid_from", "止": "valid_to", "依据": "source",
    },
)  # fmt: skip
export(
    "vague-words",
    "空泛用语",
    vague.WORDS,
    columns={"用语": "name", "起": "valid_from", "止": "valid_to", "依据": "source"},
)
export(
    "unplanned-households", "没有生效计划的户", rollup.UNPLANNED,
    columns={
        **HOME, "户类别": HOUSEHOLD_CLASS, "主要原因": Code("main_cause", "poverty_cause"), "计划": Word("work_state", STATES),
    },
)  # fmt: skip
export(
    "unreached-members",
    "没有措施的成员",
    rollup.UNREACHED,
    rollup.NO_LIVELIHOOD,
    columns={"姓名": "name", **HOME, "劳动能力": Code("labour", "labour"), "务工": Code("work_status", "work_status")},
)
export(
    "batch-members", "五个一批人员", rollup.IN_BATCH,
    columns={"姓名": "name", **HOME, "劳动能力": Code("labour", "labour"), "务工": Code("work_status", "work_status")},
)  # fmt: skip
export(
    "five-fields", "边缘户五方面支持", five_fields.FIVE_FIELDS,
    columns={
        **HOME, "主要原因": Code("main_cause", "poverty_cause"),
        **{word: _field(place) for place, (word, _) in enumerate(five_fields.FIELDS.values())},
    },
)  # fmt: skip
export(
    "project-use", "项目到户", project_use.PROJECTS,
    columns={
        "项目": "name", "地方": "region_name", "类别": Code("category", "measure_category"), "项目资金": Number("amount"),
        "到户": "households", "措施": "measures", "措施用款": Number("planned"), "完成时限": "due_on",
        "进度": share("progress"), "完成": "finished_on",
    },
)  # fmt: skip
export(
    "plan-carry-overs", "历次结转", carry_over_queries.RUNS,
    columns={
        "时间": "created_at", "年度": "year", "范围": "region_name", "结转户数": "made", "发起人": "asked_by_name",
        "状态": Word("state", RUN_STATES),
    },
)  # fmt: skip
export(
    "carry-over-households", "年度结转逐户结果", carry_over_queries.ROWS, carry_over_queries.FORESEEN,
    columns={
        **HOME, "户类别": HOUSEHOLD_CLASS, "结果": Word("outcome", OUTCOMES), "带到新年的措施": "measures",
        "要重定时限": "undated", "已办完": "finished", "成员已离开": "left_behind",
    },
)  # fmt: skip

from yihu.assurances import queries, round_queries, sector_queries
from yihu.exchange.columns import Code, Number, Word, Yes
from yihu.exchange.export import export
from yihu.exchange.export_columns import HOME, HOUSEHOLD_CLASS, VILLAGE

STATES = {"open": "未解决", "mended": "已解决待销号", "closed": "已销号"}
RESULTS = {"ok": "达标", "defect": "未达标", "not_applicable": "不适用"}
KINDS = {"recheck": "全面核查", "screening": "每月排查", "special": "专项排查"}
STAGES = {"approved": "已批准", "handed_over": "已竣工交付", "moved_in": "已入住"}
ITEM, REASONS = Code("item", "assurance_item"), Code("reasons", "assurance_reason")

export(
    "assurance-defects", "三保障及饮水安全问题台账", queries.DEFECTS,
    columns={
        **HOME, "户类别": HOUSEHOLD_CLASS, "成员": "member_name", "项目": ITEM, "问题": REASONS, "情况": "note",
        "状态": Word("state", STATES), "发现日期": "opened_on", "天数": "days", "下一步措施": "next_step", "责任人": "owner_name",
        "完成时限": "next_step_on", "解决日期": "mended_on", "销号日期": "closed_on", "销号人": "closed_by_name",
        "销号说明": "close_note",
    },
)  # fmt: skip
export(
    "assurance-checks", "三保障及饮水安全核查记录", queries.CHECKS,
    columns={
        **HOME, "成员": "member_name", "项目": ITEM, "结果": Word("result", RESULTS), "问题": REASONS, "说明": "note",
        "核查日期": "checked_on", "核查人": "checker_name", "依据": "source", "更正": "voided_why",
    },
)  # fmt: skip
export(
    "assurance-rounds", "核查排查轮次", round_queries.ROUNDS,
    columns={
        "名称": "name", "种类": Word("kind", KINDS), "范围": "region_name", "项目": Code("items", "assurance_item"),
        "开始": "starts_on", "截止": "due_on", "依据": "source", "发起人": "made_by_name", "结束": "closed_on",
    },
)  # fmt: skip
export(
    "assurance-round-households", "核查排查逐户", round_queries.households,
    columns={
        **HOME, "户类别": HOUSEHOLD_CLASS, "最近核查": "checked_on", "已核查完": Yes("done"),
        "还没核查": Code("left", "assurance_item"), "未达标": Code("defects", "assurance_item"),
    },
)  # fmt: skip
export(
    "housing-cases", "危房改造和搬迁", sector_queries.CASES,
    columns={
        **HOME, "种类": Code("kind", "housing_case_kind"), "等级": Code("grade", "housing_grade"), "对象": Code("target", "housing_target"),
        "方式": Code("method", "housing_method"), "标准": "standard", "补助": Number("subsidy"), "批准": "approved_on",
        "完工期限": "due_on", "进度": Word("stage", STAGES), "交付": "handed_over_on", "入住": "moved_in_on",
        "旧房": Code("old_house", "old_house"), "旧房处理": "old_house_on", "后来核查达标": Yes("passed"),
        "联系人": "contact_name", "依据": "source",
    },
)  # fmt: skip
export(
    "water-sources", "供水点", sector_queries.sources,
    columns={
        "名称": "name", **VILLAGE, "种类": Code("kind", "water_source_kind"), "供水户数": "households", "管护人": "keeper_name",
        "启用": "begun_on", "停用": "ended_on", "最近检测": "tested_on", "合格": Yes("passed"), "不合格项": "failing",
        "下次检测": "due_on",
    },
)  # fmt: skip

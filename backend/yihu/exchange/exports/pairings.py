from yihu.exchange.columns import Code, Word, Yes
from yihu.exchange.export import export
from yihu.exchange.export_columns import HOME, HOUSEHOLD_CLASS, LAYER
from yihu.households.models import Household
from yihu.pairings import campaign_queries, coverage, proposal_queries, queries, sheet
from yihu.pairings.models import Pairing

CAMPAIGNS = {"pairing": "结对帮扶", "full_coverage": "全覆盖走访", "festival": "走访慰问"}
STATES = {
    "computing": "正在计算",
    "ready": "待确认",
    "committed": "已提交",
    "discarded": "已放弃",
    "failed": "没有算成",
}
ORIGINS = {"kept": "原有", "proposed": "新配", "edited": "人工调整"}
KIND = Code("kind", "pairing_kind")

export(
    "pairings", "结对关系", queries.PAIRINGS, follows=Pairing,
    columns={
        **HOME, "结对成员": "member_name", "户类别": HOUSEHOLD_CLASS, "结对类别": KIND, "帮扶人": "helper_name",
        "单位": "helper_unit", "工作电话": "helper_phone", "层级": Code("helper_level", LAYER), "专项行动": "campaign_name",
        "起": "valid_from", "止": "valid_to", "结束原因": Code("end_reason", "pairing_end"), "说明": "end_note", "不符之处": "misfit",
    },
)  # fmt: skip
export(
    "grouping-sheet", sheet.TITLE, sheet.SHEET,
    columns={
        "乡镇": "township_name", "村": "region_name", "户主": "head_name", "户编号": "household_no", "结对成员": "member_name",
        "帮扶人": "helper_name", "单位": "helper_unit", "职务": "position", "电话": "helper_phone", "编号": "roster_no",
        "类别": KIND, "起始日期": "valid_from",
    },
)  # fmt: skip
export(
    "uncovered-households", "没有人联系的户", coverage.UNCOVERED,
    columns={
        **HOME, "户类别": HOUSEHOLD_CLASS, "脱贫属性": Code("status", "household_status"), "联系电话": "phone_masked",
        "原联系人": "former_helper", "结束于": "ended_on", "原因": Code("end_reason", "pairing_end"),
    },
    clear={"phone_masked": Household.phone},
)  # fmt: skip
export(
    "idle-helpers", "没有联系户的人", coverage.IDLE,
    columns={
        "姓名": "helper_name", "单位": "unit_name", "职务": "position", "层级": Code("level", LAYER), "所在地": "region_name",
        "工作电话": "phone", "名册编号": "roster_no",
    },
)  # fmt: skip
export(
    "campaigns", "专项行动", campaign_queries.CAMPAIGNS,
    columns={
        "名称": "name", "种类": Word("kind", CAMPAIGNS), "帮扶力量": Code("pairing_kind", "pairing_kind"), "范围": "region_name",
        "牵头单位": "unit_name", "起": "starts_on", "止": "ends_on", "参加人": "participants", "方案参加人数": "declared_helpers",
        "走访对象": "targets", "方案联系户数": "declared_households", "进行中": Yes("running"), "依据": "source",
    },
)  # fmt: skip
export(
    "campaign-participants", "专项行动参加人", campaign_queries.PARTICIPANTS,
    columns={
        "姓名": "helper_name", "单位": "unit_name", "职务": "position", "层级": Code("level", LAYER), "所在地": "region_name",
        "工作电话": "phone", "结对": "pairing_count", "在岗": Yes("on_duty"),
    },
)  # fmt: skip
export(
    "campaign-targets",
    "专项行动走访对象",
    campaign_queries.TARGETS,
    columns={**HOME, "对象": "name", "种类": Code("kind", "target_kind"), "谁去": "helper_name"},
)
export(
    "pairing-proposals", "自动结对方案", proposal_queries.PROPOSALS,
    columns={
        "生成时间": "created_at", "范围": "region_name", "帮扶力量": KIND, "专项行动": "campaign_name", "谁生成": "made_by_name",
        "状态": Word("state", STATES),
    },
)  # fmt: skip
export(
    "proposed-pairings", "自动结对方案逐户", proposal_queries.ROWS,
    columns={
        **HOME, "帮扶人": "helper_name", "单位": "helper_unit", "帮扶人所在地": "helper_region_name", "联系户数": "load",
        "来源": Word("origin", ORIGINS), "为什么是他": "reason",
    },
)  # fmt: skip

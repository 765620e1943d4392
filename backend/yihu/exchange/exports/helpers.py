from yihu.exchange.columns import Code, Number, Yes
from yihu.exchange.export import export
from yihu.exchange.export_columns import LAYER
from yihu.helpers import queries

export(
    "helpers", "帮扶责任人", queries.helpers,
    columns={
        "姓名": "name", "类别": Code("kinds", "pairing_kind"), "层级": Code("level", LAYER), "单位": "unit_name",
        "职务": "position", "工作电话": "phone", "所在地": "region_name", "现有结对": "pairing_count", "最多联系户": "capacity",
        "党员": Yes("party_member"), "名册编号": "roster_no", "账号": "username", "到岗": "valid_from", "离岗": "valid_to",
    },
)  # fmt: skip
export(
    "units", "帮扶单位", queries.UNITS,
    columns={
        "单位": "name", "类别": Code("kind", "unit_kind"), "层级": Code("layer", LAYER), "所属系统": "system",
        "所在地": "region_name", "在岗人数": "helper_count", "包联地方": "assignment_count",
    },
)  # fmt: skip
export(
    "unit-assignments", "单位包村", queries.ASSIGNMENTS,
    columns={
        "单位": "unit_name", "关系": Code("kind", "unit_assignment_kind"), "帮扶的地方": "region_name",
        "帮扶的单位": "target_unit_name", "起": "valid_from", "止": "valid_to", "成效评定": "effect",
        "得分": Number("effect_score"), "申报奖补": "award_claimed_on", "奖补金额": Number("award_amount"), "依据": "source",
    },
)  # fmt: skip

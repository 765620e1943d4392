from yihu.benefits import queries, safety_net, training_queries
from yihu.exchange.columns import Code, Number, Told, Yes
from yihu.exchange.export import export
from yihu.exchange.export_columns import HOME, HOUSEHOLD_CLASS

KIND = Code("kind", "benefit_kind")

export(
    "benefit-policies", "政策目录", queries.POLICIES,
    columns={
        "政策": "name", "类别": KIND, "按人享受": Yes("for_persons"), "户类别": Code("household_classes", "household_class"),
        "原因": Code("causes", "poverty_cause"), "特殊群体": Code("special_groups", "special_group"),
        "最小年龄": "least_age", "最大年龄": "most_age", "标准": "standard", "起": "valid_from", "止": "valid_to", "依据": "source",
        "享受对象": "recipients",
    },
)  # fmt: skip
export(
    "benefits", "政策享受台账", queries.BENEFITS,
    columns={
        "政策": "policy_name", "类别": KIND, **HOME, "成员": "member_name", "开始享受": "granted_on", "到期": "ends_on",
        "金额": Number("amount"), "来源": "source",
    },
)  # fmt: skip
export(
    "unserved",
    "应享未享",
    queries.unserved,
    columns={"政策": "policy_name", "类别": KIND, **HOME, "成员": "member_name"},
)
export(
    "safety-net", "兜底保障", safety_net.SAFETY_NET,
    columns={
        **HOME, "户类别": HOUSEHOLD_CLASS, "人数": "member_count", "人均收入": Number("net_income_per_capita"),
        "低保或特困供养": Yes("covered"),
        "享受记录": Told(lambda row, _: "；".join(f"{one['policy_name']}（{one['granted_on']}起）" for one in row["records"])),
    },
)  # fmt: skip
export(
    "trainings", "培训台账", training_queries.TRAININGS,
    columns={
        "姓名": "member_name", **HOME, "培训项目": "name", "开始日期": "starts_on", "结束日期": "ends_on", "天数": "days",
        "部门": Code("departments", "department"), "证书": "certificate", "来源": "source",
    },
)  # fmt: skip

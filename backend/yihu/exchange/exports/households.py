from yihu.exchange.columns import Code, Column, Number, Told, Yes
from yihu.exchange.export import export
from yihu.exchange.forms.households import FORM
from yihu.households import people, queries
from yihu.households.models import Household, Member

export(
    "households", "农户台账", queries.REGISTER, follows=Household,
    columns={
        "户主": "head_name", "户编号": "household_no", "村": "region_name", "自然村": "natural_village", "人口": "member_count",
        "户类别": Code("household_class", "household_class"), "脱贫属性": Code("status", "household_status"),
        "主要致贫原因": Code("main_cause", "poverty_cause"), "人均纯收入": Number("net_income_per_capita"),
        "收入年度": "income_year", "联系电话": "phone_masked", "疑点": "issue_count",
        "更新日期": Told(lambda row, _: row["updated_at"].date()),
    },
    clear={"phone_masked": Household.phone},
)  # fmt: skip

SAID: dict[str, Column] = {
    "county": "county_name", "township": "township_name", "village": "village_name", "id_number": "id_masked",
    "size": "member_count", "relation": Code("relation", "kinship"), "nation": Code("nation", "nation"),
    "education": Code("education", "education"), "schooling": Code("schooling", "schooling"),
    "health": Code("health", "health"), "labour": Code("labour", "labour"), "work_status": Code("work_status", "work_status"),
    "insured": Yes("serious_illness_insured"), "status": Code("status", "household_status"),
    "household_type": Code("household_type", "household_type"), "household_class": Code("household_class", "household_class"),
    "main_cause": Code("main_cause", "poverty_cause"), "other_causes": Code("other_causes", "poverty_cause"),
    "unsafe_housing": Yes("unsafe_housing"), "water_safe": Yes("water_safe"), "water_difficult": Yes("water_difficult"),
    "declared_income": Number("declared_income"), "special_groups": Code("special_groups", "special_group"),
    "phone": "phone_masked",
}  # fmt: skip
"""Fields of the national form that do not stand under their own name."""

export(
    "household-members", "农户成员信息", people.PEOPLE,
    columns={column.title: SAID.get(column.field, column.field) for column in FORM.columns},
    clear={"id_masked": Member.id_number, "phone_masked": Household.phone},
)  # fmt: skip

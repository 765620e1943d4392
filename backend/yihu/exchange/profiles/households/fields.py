from yihu.exchange.setwise import Field

HOUSEHOLD = (
    Field("natural_village", "自然村"),
    Field("status", "脱贫属性", "household_status"),
    Field("exited_year", "脱贫年度"),
    Field("household_type", "贫困户属性", "household_type"),
    Field("household_class", "户类型", "household_class"),
    Field("main_cause", "主要致贫原因", "poverty_cause"),
    Field("other_causes", "次要致贫原因", "poverty_cause", kind="codes"),
    Field("unsafe_housing", "危房户", kind="bool"),
    Field("water_safe", "饮水安全", kind="bool"),
    Field("water_difficult", "饮水困难", kind="bool"),
    Field("declared_income", "人均纯收入"),
    Field("declared_income_year", "收入年度"),
    Field("phone_hash", "联系电话", shown="phone_masked", along=("phone", "phone_masked")),
)
MEMBER = (
    Field("person_no", "人编号"),
    Field("name", "姓名", along=("name_initials", "name_sort")),
    Field("id_hash", "证件号码", shown="id_masked", along=("id_number", "id_masked")),
    Field("sex", "性别", "sex"),
    Field("born_on", "出生日期"),
    Field("disability_class", "残疾类别", "disability_class"),
    Field("disability_grade", "残疾等级"),
    Field("relation", "与户主关系", "kinship"),
    Field("nation", "民族", "nation"),
    Field("education", "文化程度", "education"),
    Field("schooling", "在校生状况", "schooling"),
    Field("health", "健康状况", "health"),
    Field("labour", "劳动技能", "labour"),
    Field("work_status", "务工状况", "work_status"),
    Field("work_months", "务工时间"),
    Field("serious_illness_insured", "参加大病医疗", kind="bool"),
    Field("special_groups", "特殊群体", "special_group", kind="codes"),
)
SAME_IN_ALL_ROWS = {
    "region_code": "行政村",
    **{f.name: f.title for f in HOUSEHOLD if f.name not in ("natural_village", "phone_hash")},
}
"""Household columns that must not contradict each other; a phone number may be each person's own."""
HOUSEHOLD_ID, MEMBER_ID, FACT_ID, AUDIT_ID, HISTORY_ID = range(5)
"""Kinds of ids made from a row; a household's are made from its leading row."""

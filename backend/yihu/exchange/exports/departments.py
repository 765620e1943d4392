from yihu.departments import queries
from yihu.exchange.columns import Code, Number, Told, Word
from yihu.exchange.export import export
from yihu.exchange.export_columns import facts

STATES = {"unmatched": "未对应", "matched": "已对应", "not_ours": "不属本县", "wrong": "数据有误"}
WHY = {
    "not_looked": "尚未比对", "person_unknown": "没有登记此人", "person_left": "此人已迁出或去世", "household_unknown": "没有这一户",
    "disagrees": "证件号码和户编号不是同一户", "id_number_wrong": "证件号码有误", "not_named": "没有证件号码和户编号",
    "reopened": "已退回重新核对",
}  # fmt: skip
DETAILS = {
    "hospital": "医院", "hospital_level": "医院级别", "total": "总费用", "deposit": "押金", "one_stop": "一站式结算",
    "in_county": "县域内", "days": "天数", "illness": "病种", "disability_class": "残疾类别", "disability_grade": "残疾等级",
    "school": "学校", "grade": "年级", "reason": "原因", "item": "事项", "employer": "单位", "willingness": "就业意愿",
    "paid_on": "兑付", "counselled_on": "个体咨询", "recommended_on": "优先推荐", "trained_on": "技能培训",
    "subsidised_on": "就业补贴", "for_production": "生产经营用", "area_m2": "面积（平方米）", "percent": "降幅（%）",
}  # fmt: skip
VALUES = {
    True: "是", False: "否", "village": "村", "township": "乡镇", "county": "县", "city": "市", "province": "省",
    "can_leave": "可外出务工", "willing_cannot_leave": "有意愿不能外出", "able_no_intention": "有能力无意愿",
}  # fmt: skip
DEPARTMENT = Code("department", "department")

export(
    "department-records", "部门数据", queries.RECORDS,
    columns={
        "人员": Told(lambda row, _: row["member_name"] or row["person_name"]), "证件号码": "id_masked",
        "类型": Code("kind", "push_kind"), "日期": "happened_on", "止": "ends_on", "金额": Number("amount"),
        "内容": Told(lambda row, _: facts({
            DETAILS.get(name, name): VALUES.get(value, value) if isinstance(value, bool | str) else value
            for name, value in row["details"].items()
        })),
        "核对": Word("state", STATES), "未对应原因": Word("why", WHY), "户主": "head_name", "户编号": "household_no",
        "村": "region_name", "部门": DEPARTMENT, "编号": "source_no", "处理日期": "settled_on", "处理人": "settled_by_name",
        "处理说明": "settle_note",
    },
)  # fmt: skip
export(
    "push-batches", "部门数据批次", queries.BATCHES,
    columns={
        "部门": DEPARTMENT, "批次": "name", "单位": "unit", "收件人": "received_by_name", "行数": "rows", "新增": "added",
        "变更": "changed", "拒收": "refused", "未对应": "open", "已对应": "matched", "已处理": "settled", "收到": "created_at",
    },
)  # fmt: skip

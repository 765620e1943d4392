"""Lists that departments keep, one row per household or person: of houses, pupils, the insured, groups, the disabled, the register."""

from yihu.exchange import cells
from yihu.exchange.cells import needed
from yihu.exchange.form import Column, Form
from yihu.exchange.parts import WHOSE, code, named, plain

COLUMNS = (
    Column("item", "项目", ("名单类别", "保障项目"), required=True, help="住房、义务教育、基本医疗、低保、特困、低保边缘、养老保险、临时救助、残疾人或名册", example="住房"),
    Column("listed_on", "名单日期", ("日期", "截止日期"), required=True, help="同一份名单填同一天", example="2026-11-01"),
    Column("household_no", "户编号", ("户号", "家庭编号"), help="没有也可以，按证件号码找", example="5119210001"),
    Column("id_number", "证件号码", ("身份证号", "身份证号码"), help="18 位，设为文本格式"),
    Column("person", "姓名", ("户主", "户主姓名", "学生姓名", "参保人"), required=True, example="张三"),
    Column("place", "地址", ("村", "住址", "所在地"), help="找不到这一户时用来认人", example="朽石坎村3组"),
    Column("grade", "房屋等级", ("鉴定等级", "危房等级", "等级"), help="住房名单填写 A、B、C、D", example="C级"),
    Column("state", "就学情况", ("学籍状态", "在校状态"), help="义务教育名单填写", example="在校"),
    Column("insured", "参保", ("是否参保", "参保状态"), help="基本医疗名单填写 是 或 否", example="是"),
    Column("household_class", "户类别", ("户类型", "对象类别"), help="名册填写"),
    Column("disability_class", "残疾类别", ("残疾类型",), help="残疾人名单填写", example="肢体残疾"),
    Column("disability_grade", "残疾等级", ("残疾级别",), help="残疾人名单填写", example="二级"),
)  # fmt: skip


PARTS = (
    code("item", "comparison_item", required=True),
    plain("listed_on", "date", needed(cells.day)),
    *WHOSE,
    named("person", required=True),
    plain("place", "text", cells.text(100)),
    code("grade", "housing_grade"),
    code("state", "school_state"),
    plain("insured", "boolean", cells.yes_no),
    code("household_class", "household_class"),
    code("disability_class", "disability_class"),
    code("disability_grade", "disability_grade"),
)

FORM = Form(
    "department_lists",
    "部门名单比对（住房、学籍、参保、低保、养老、临时救助、残疾、名册）",
    COLUMNS,
    PARTS,
    ("comparison_item", "housing_grade", "school_state", "household_class", "disability_class", "disability_grade"),
)

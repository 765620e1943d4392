"""The member export of the national system: one row per person, the household repeated on each row."""

from collections.abc import Callable
from typing import Any

from yihu.exchange import cells, sealed
from yihu.exchange.cells import CellError, needed, remembered, repeated
from yihu.exchange.form import Book, Column, Form, Part, Read
from yihu.exchange.parts import code, codes, plain
from yihu.regions.names import spelling, stem

COLUMNS = (
    Column("county", "行政县", ("县", "县（市、区）", "区县"), example="通江县"),
    Column("township", "乡镇", ("乡", "镇", "乡（镇）", "乡镇名称"), required=True, example="杨柏镇"),
    Column("village", "行政村", ("村", "村名", "行政村名称"), required=True, example="新桥河村"),
    Column("natural_village", "自然村", ("组", "村组", "村民小组", "自然村（组）"), example="3组"),
    Column("household_no", "户编号", ("户号", "家庭编号"), required=True, help="全国系统的户编号", example="5119210001"),
    Column("person_no", "人编号", ("人员编号", "成员编号"), example="511921000101"),
    Column("name", "姓名", ("成员姓名", "家庭成员姓名"), required=True, example="张三"),
    Column(
        "id_number", "证件号码", ("身份证号", "身份证号码", "公民身份号码", "证件号"),
        required=True, help="18 位身份证号，或 20、22 位残疾人证号，设为文本格式；没有的留空",
    ),
    Column("size", "人数", ("家庭人口", "家庭人口数", "户人数"), help="全户人数，与行数不符时提示", example="3"),
    Column(
        "relation", "与户主关系", ("与户主的关系", "关系"), required=True, help="每户一位“户主”", example="户主"
    ),
    Column("nation", "民族", example="汉族"),
    Column("education", "文化程度", ("学历",), example="初中"),
    Column("schooling", "在校生状况", ("在校状况",), example="非在校生"),
    Column("health", "健康状况", example="健康"),
    Column("labour", "劳动技能", ("劳动能力",), example="普通劳动力"),
    Column("work_status", "务工状况", ("务工情况",), example="县外省内务工"),
    Column("work_months", "务工时间", ("务工时间（月）", "务工月数"), help="本年务工月数", example="8"),
    Column("insured", "参加大病医疗", ("是否参加大病医疗", "是否参加大病保险", "参加大病保险"), example="是"),
    Column("status", "脱贫属性", ("户脱贫属性",), example="已脱贫"),
    Column("exited_year", "脱贫年度", ("脱贫年份",), example="2019"),
    Column("household_type", "贫困户属性", ("户属性", "农户属性"), example="一般脱贫户"),
    Column("household_class", "户类型", ("农户类型", "监测对象类别"), example="脱贫户"),
    Column("main_cause", "主要致贫原因", ("致贫原因", "主要致贫返贫原因"), example="因病"),
    Column("other_causes", "次要致贫原因", ("其他致贫原因",)),
    Column("unsafe_housing", "危房户", ("是否危房户", "是否危房"), example="否"),
    Column("water_safe", "饮水安全", ("是否解决安全饮用水", "饮水是否安全"), example="是"),
    Column("water_difficult", "饮水困难", ("饮水是否困难", "是否饮水困难"), example="否"),
    Column("declared_income", "人均纯收入", ("年人均纯收入", "家庭人均纯收入"), help="元", example="9860.50"),
    Column("declared_income_year", "收入年度", ("人均纯收入年度",)),
    Column("special_groups", "特殊群体", ("人群类别",)),
    Column("phone", "联系电话", ("电话", "联系方式", "手机号码"), example="13800000000"),
)  # fmt: skip


def _relation(book: Book) -> Read:
    """本人 is how some exports write the head."""
    read = needed(cells.listed(book.lists["kinship"]))
    return lambda cell: "02" if (found := read(cell)) == "01" else found


def _village(book: Book) -> Callable[[Any], str]:
    """County, township and village as written to the village's code, inside the user's area."""
    counties = {spelling(name) for name in book.county_names} | {stem(name) for name in book.county_names}

    def read(cell: tuple[Any, Any, Any]) -> str:
        county, township, village = (spelling(cells.plain(each)) for each in cell)
        if not village:
            raise CellError("missing", "必填", "village")
        if county and county not in counties and stem(county) not in counties:
            raise CellError("other_county", f"不是本县的名单：“{county[:20]}”", "county")
        code = book.places.get(f"{township}|{village}")
        if code is None:
            raise CellError(
                "village_unknown", f"没有找到“{township[:20]}{village[:20]}”，请核对村名或补充别名", "village"
            )
        if not code.startswith(book.area):
            raise CellError("outside_area", f"“{village[:20]}”不在您的辖区内", "village")
        return code

    return remembered(read)


NAME = {"name": "text", "name_initials": "text", "name_sort": "text"}
ID_NUMBER = {
    "id_number": "bytea",
    "id_hash": "bytea",
    "id_masked": "text",
    "sex": "text",
    "born_on": "date",
    "disability_class": "text",
    "disability_grade": "int",
}
PHONE = {"phone": "bytea", "phone_hash": "bytea", "phone_masked": "text"}

PARTS = (
    Part(("county", "township", "village"), {"region_code": 'text collate "C"'}, _village),
    plain("natural_village", "text", repeated(cells.text())),
    plain("household_no", "text", repeated(needed(cells.number()))),
    plain("person_no", "text", cells.number()),
    Part(("name",), NAME, lambda _: needed(cells.name)),
    Part(("id_number",), ID_NUMBER, lambda _: sealed.id_number("member.id_number")),
    plain("size", "int", cells.whole(1, 50)),
    Part(("relation",), {"relation": "text"}, _relation),
    code("nation", "nation"),
    code("education", "education"),
    code("schooling", "schooling"),
    code("health", "health"),
    code("labour", "labour"),
    code("work_status", "work_status"),
    plain("work_months", "int", cells.whole(0, 12)),
    plain("insured", "bool", remembered(cells.yes_no), "serious_illness_insured"),
    code("status", "household_status"),
    plain("exited_year", "int", cells.whole(2013, 2100)),
    code("household_type", "household_type"),
    code("household_class", "household_class"),
    code("main_cause", "poverty_cause"),
    codes("other_causes", "poverty_cause"),
    plain("unsafe_housing", "bool", remembered(cells.yes_no)),
    plain("water_safe", "bool", remembered(cells.yes_no)),
    plain("water_difficult", "bool", remembered(cells.yes_no)),
    plain("declared_income", "numeric", repeated(cells.yuan)),
    plain("declared_income_year", "int", cells.whole(2000, 2100)),
    codes("special_groups", "special_group"),
    Part(("phone",), PHONE, lambda _: repeated(sealed.phone("household.phone"))),
)

FORM = Form(
    name="households",
    title="农户成员信息（全国系统导出表）",
    columns=COLUMNS,
    parts=PARTS,
    lists=(
        "kinship", "nation", "education", "schooling", "health", "labour", "work_status", "household_status",
        "household_type", "household_class", "poverty_cause", "special_group",
    ),
)  # fmt: skip

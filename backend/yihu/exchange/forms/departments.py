"""What departments report, one row per record; the kind says which of the columns count."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from yihu.departments.kinds import KINDS
from yihu.exchange import cells, sealed
from yihu.exchange.cells import NULL, CellError, copied, needed
from yihu.exchange.form import Book, Column, Form, Part, Read
from yihu.exchange.parts import named, plain
from yihu.kernel.crypto import masked

COLUMNS = (
    Column("kind", "类型", ("记录类型", "业务类型", "数据类型", "预警类型", "类别"), required=True, example="住院费用"),
    Column("department", "部门", ("来源部门", "推送部门", "数据来源"), help="不填按类型确定"),
    Column("source_no", "编号", ("业务编号", "结算单号", "单据号", "结算流水号", "流水号", "住院号", "登记编号", "证照编号", "车牌号"),
           help="本部门的编号；同一编号只收一次", example="ZY20260001"),
    Column("id_number", "证件号码", ("身份证号", "身份证号码", "公民身份号码", "患者证件号码", "参保人证件号码"), help="18 位，设为文本格式"),
    Column("household_no", "户编号", ("户号", "家庭编号"), help="证件号码、户编号、姓名至少填一项"),
    Column("name", "姓名", ("人员姓名", "患者姓名", "参保人姓名", "学生姓名", "持证人", "车主", "权利人"), example="张三"),
    Column("happened_on", "日期", ("发生日期", "结算日期", "出院日期", "登记日期", "办证日期", "核定日期", "离校日期", "失业日期", "上岗日期", "毕业日期"),
           required=True, example="2026-11-01"),
    Column("ends_on", "截止日期", ("终止日期", "到期日期", "离岗日期")),
    Column("amount", "金额", ("自付金额", "个人自付", "个人自付金额", "个人负担", "损失金额", "补贴金额", "月工资"), help="元；费用类填个人自付", example="3000"),
    Column("hospital", "医院", ("医疗机构", "就诊医院", "定点医疗机构")),
    Column("hospital_level", "医院级别", ("医疗机构级别",), help="村、乡镇、县、市或省"),
    Column("total", "总费用", ("医疗总费用", "费用总额")),
    Column("deposit", "住院押金", ("押金", "预交金")),
    Column("one_stop", "一站式结算", ("是否一站式结算", "一站式")),
    Column("in_county", "县域内就诊", ("是否县域内", "县域内")),
    Column("days", "天数", ("住院天数", "履职天数", "出勤天数")),
    Column("illness", "病种", ("疾病名称", "诊断")),
    Column("disability_class", "残疾类别", ("残疾类型",)),
    Column("disability_grade", "残疾等级", ("残疾级别",)),
    Column("school", "学校", ("学校名称", "毕业学校", "毕业院校")),
    Column("grade", "年级", ("年级班级",)),
    Column("reason", "原因", ("辍学原因", "失败原因", "失业原因", "情况说明", "备注")),
    Column("item", "事项", ("岗位", "岗位名称", "资助项目", "奖补项目", "灾种", "事故类型", "产品", "品牌型号", "房屋坐落")),
    Column("employer", "单位名称", ("用人单位", "企业名称", "工作单位", "市场主体名称", "开发单位")),
    Column("willingness", "就业意愿", ("意愿",), help="可外出务工、有意愿不能外出、有能力无意愿"),
    Column("paid_on", "兑付日期", ("发放日期", "拨付日期")),
    Column("counselled_on", "个体咨询日期", ("职业指导日期",)),
    Column("recommended_on", "优先推荐日期", ("岗位推荐日期",)),
    Column("trained_on", "技能培训日期", ("培训日期",)),
    Column("subsidised_on", "就业补贴日期", ("补贴日期",)),
    Column("for_production", "用于生产经营", ("生产经营用",), help="农用车、家庭作坊等填“是”"),
    Column("area_m2", "面积", ("建筑面积", "房屋面积")),
    Column("percent", "降幅", ("下跌幅度", "跌幅"), help="%"),
)  # fmt: skip
TITLES = {column.field: column.title for column in COLUMNS}
LEVELS = {
    "村": "village", "村卫生室": "village", "乡镇": "township", "乡镇卫生院": "township", "乡": "township", "镇": "township",
    "县": "county", "县级": "county", "市": "city", "市级": "city", "省": "province", "省级": "province",
}  # fmt: skip
WISHES = {
    "可外出务工": "can_leave", "能外出": "can_leave", "有意愿不能外出": "willing_cannot_leave",
    "有就业意愿暂不具备外出条件": "willing_cannot_leave", "有能力无意愿": "able_no_intention", "有劳动能力无就业意愿": "able_no_intention",
}  # fmt: skip
CLASSES = {name: str(n) for n, name in enumerate(("视力", "听力", "言语", "肢体", "智力", "精神", "多重"), 1)} | {
    str(n): str(n) for n in range(1, 8)
}
GRADES = {name: str(n) for n, name in enumerate(("一级", "二级", "三级", "四级"), 1)} | {
    str(n): str(n) for n in range(1, 5)
}

Value = Callable[[Any], Any]
"""A cell that is not empty to what its field of `details` holds."""


def _words(limit: int) -> Value:
    def read(cell: Any) -> str:
        found = " ".join(cells.plain(cell).split())
        if len(found) > limit:
            raise CellError("too_long", f"不能超过 {limit} 个字")
        return found

    return read


def _number(least: int, most: int) -> Value:
    read = cells.whole(least, most)
    return lambda cell: int(read(cell))


def _chosen(spellings: Mapping[str, str], kind: type[int] | type[str] = str) -> Value:
    read = cells.listed(spellings)
    return lambda cell: kind(read(cell))


VALUES: dict[str, Value] = {
    **dict.fromkeys(("hospital", "illness", "school", "reason", "item", "employer"), _words(200)),
    "grade": _words(60),
    "hospital_level": _chosen(LEVELS),
    "total": cells.yuan,
    "deposit": cells.yuan,
    "one_stop": lambda cell: cells.yes_no(cell) == "t",
    "in_county": lambda cell: cells.yes_no(cell) == "t",
    "for_production": lambda cell: cells.yes_no(cell) == "t",
    "days": _number(0, 366),
    "disability_class": _chosen(CLASSES),
    "disability_grade": _chosen(GRADES, int),
    "willingness": _chosen(WISHES),
    **dict.fromkeys(("paid_on", "counselled_on", "recommended_on", "trained_on", "subsidised_on"), cells.day),
    "area_m2": _number(0, 100_000),
    "percent": _number(0, 100),
}


def _details(book: Book) -> Read:
    kind_of = cells.listed(book.lists["push_kind"])

    def read(row: tuple[Any, ...]) -> str:
        try:
            kind = kind_of(row[0])
        except CellError:  # told where the kind is read
            return "{}"
        mine = KINDS[kind].fields if kind in KINDS else ()
        found: dict[str, Any] = {}
        for field, cell in zip(VALUES, row[1:], strict=True):
            if cells.plain(cell):
                found[field] = _value(field, cell, belongs=field in mine)
        return copied(json.dumps(found, ensure_ascii=False))

    return read


def _value(field: str, cell: Any, *, belongs: bool) -> Any:
    if not belongs:
        raise CellError("not_of_this_kind", f"这类记录没有“{TITLES[field]}”", field)
    try:
        return VALUES[field](cell)
    except CellError as error:
        raise CellError(error.code, error.message, field) from None


def _kind(book: Book) -> Read:
    kind_of, department_of = cells.listed(book.lists["push_kind"]), cells.listed(book.lists["department"])

    def read(cell: tuple[Any, Any]) -> str:
        kind = needed(kind_of)(cell[0])
        try:
            department = department_of(cell[1])
        except CellError as error:
            raise CellError(error.code, error.message, "department") from None
        if department == NULL:
            department = KINDS[kind].department if kind in KINDS else "other"
        return f"{kind}\t{department}"

    return read


def _person(_: Book) -> Read:
    """Blind index and masked number. One that cannot be right is told of, not refused: somebody may know who is meant."""
    read = sealed.id_number("member.id_number")

    def index(cell: Any) -> str:
        try:
            return "\t".join((*read(cell).split("\t")[1:3], NULL))
        except CellError as error:
            return "\t".join((NULL, copied(masked(cells.folded(cell)[:40], 4, 4)), error.code))

    return index


PARTS = (
    Part(("kind", "department"), {"kind": "text", "department": "text"}, _kind),
    plain("source_no", "text", cells.number(60)),
    Part(("id_number",), {"id_hash": "bytea", "id_masked": "text", "id_fault": "text"}, _person),
    plain("household_no", "text", cells.number()),
    named("name", into="person_name"),
    plain("happened_on", "date", needed(cells.day)),
    plain("ends_on", "date", cells.day),
    plain("amount", "numeric(14,2)", cells.yuan),
    Part(("kind", *VALUES), {"details": "jsonb"}, _details),
)

FORM = Form("departments", "部门推送清单", COLUMNS, PARTS, ("push_kind", "department"))
"""部门推送: what departments report, one row per record."""

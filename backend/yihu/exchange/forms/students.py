"""Who goes to school, and in which year (在校学生): one row per pupil, as a school's or the education bureau's roll has them."""

from yihu.exchange.form import Column, Form
from yihu.exchange.parts import HOUSEHOLD_NO, WHOSE, code, named

COLUMNS = (
    Column("id_number", "证件号码", ("身份证号", "身份证号码", "公民身份号码", "学生身份证号"), help="18 位，设为文本格式；没有时填户编号"),
    HOUSEHOLD_NO,
    Column("person", "姓名", ("学生姓名", "学生", "成员姓名"), required=True, example="张小花"),
    Column("schooling", "在校生状况", ("年级", "学段", "就读年级", "所在年级"), required=True, help="如 小学、七年级、普通高中一年级；离校的填 非在校生", example="七年级"),
)  # fmt: skip
PARTS = (*WHOSE, named("person", required=True), code("schooling", "schooling", required=True))

FORM = Form("students", "在校学生名单", COLUMNS, PARTS, ("schooling",))

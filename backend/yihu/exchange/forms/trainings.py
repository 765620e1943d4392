"""Who took part in which training (培训花名册): one row per person and course, as each department keeps it."""

from yihu.exchange import cells
from yihu.exchange.cells import needed
from yihu.exchange.form import Column, Form
from yihu.exchange.parts import HOUSEHOLD_NO, WHOSE, codes, named, plain

COLUMNS = (
    HOUSEHOLD_NO,
    Column("id_number", "证件号码", ("身份证号", "身份证号码", "学员证件号码"), help="18 位，设为文本格式；与户编号至少填一项"),
    Column("person", "姓名", ("学员", "学员姓名", "参训人员", "培训人员"), help="没有证件号码时必填", example="张三"),
    Column("name", "培训项目", ("培训名称", "培训内容", "课程", "培训班"), required=True, example="中药材种植技术"),
    Column("starts_on", "开始日期", ("培训日期", "开班日期", "日期", "起始日期"), required=True, example="2026-03-01"),
    Column("ends_on", "结束日期", ("结业日期", "截止日期")),
    Column("days", "天数", ("培训天数",), example="7"),
    Column("departments", "部门", ("来源部门", "主办部门", "组织部门"), required=True, help="几个部门合办的用顿号隔开", example="人社局"),
    Column("certificate", "证书", ("结业证书", "职业资格证书", "证书名称"), example="结业证"),
)  # fmt: skip

PARTS = (
    *WHOSE,
    named("person"),
    plain("name", "text", needed(cells.text(60))),
    plain("starts_on", "date", needed(cells.day)),
    plain("ends_on", "date", cells.day),
    plain("days", "int", cells.whole(1, 366)),
    codes("departments", "department"),
    plain("certificate", "text", cells.text(60)),
)

FORM = Form("trainings", "培训花名册", COLUMNS, PARTS, ("department",))

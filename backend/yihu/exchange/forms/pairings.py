"""The grouping sheet (分组表): who helps whom, one row per pair; what the system prints can be sent back as it is."""

from yihu.exchange import cells
from yihu.exchange.form import Column, Form, Part
from yihu.exchange.parts import code, named, plain
from yihu.exchange.whereabouts import village

COLUMNS = (
    Column("township", "乡镇", ("所属乡镇", "乡镇名称"), example="杨柏镇"),
    Column("village", "村", ("行政村", "所属村", "村名"), help="对村的结对必填；没有户编号时也必填", example="朽石坎村"),
    Column("head", "户主", ("户主姓名", "贫困户", "帮扶对象", "联系户"), example="张三"),
    Column("household_no", "户编号", ("户号", "家庭编号"), help="与村、户主至少填一项", example="5119210001"),
    Column("member", "结对成员", ("成员", "学生", "成员姓名"), help="结对教师、志愿者等对人的结对填写"),
    Column("helper", "帮扶人", ("帮扶人姓名", "帮扶责任人", "党代表", "结对干部"), required=True, example="李四"),
    Column("unit", "单位", ("帮扶单位", "工作单位"), help="同名时用来认人"),
    Column("roster_no", "编号", ("名册编号", "代表编号"), help="同名时用来认人"),
    Column("kind", "类别", ("结对类别", "帮扶类别"), required=True, example="党代表"),
    Column("valid_from", "起始日期", ("结对日期", "起始", "开始日期"), help="不填为导入当天", example="2026-03-01"),
)  # fmt: skip


PARTS = (
    Part(("township", "village"), {"village": 'text collate "C"'}, village),
    named("head"),
    plain("household_no", "text", cells.number()),
    named("member"),
    named("helper", required=True),
    plain("unit", "text", cells.text(80)),
    plain("roster_no", "text", cells.number()),
    code("kind", "pairing_kind", required=True),
    plain("valid_from", "date", cells.day),
)

FORM = Form("pairings", "结对分组表", COLUMNS, PARTS, ("pairing_kind",))
"""结对帮扶: the grouping sheet, one row per pair."""

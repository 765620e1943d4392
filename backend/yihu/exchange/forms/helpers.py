"""A roster of people who help: delegates, first secretaries, assistance persons; one row each."""

from yihu.exchange import cells
from yihu.exchange.cells import needed
from yihu.exchange.form import Column, Form, Part
from yihu.exchange.parts import code, plain
from yihu.exchange.whereabouts import place

COLUMNS = (
    Column("roster_no", "编号", ("序号", "名册编号", "代表编号"), help="名册里的编号；再次导入时凭它认人", example="001"),
    Column("name", "姓名", ("帮扶人", "代表姓名", "干部姓名"), required=True, example="张三"),
    Column("kinds", "类别", ("人员类别", "身份", "帮扶类别"), required=True, help="党代表、第一书记等，可填几项", example="党代表"),
    Column("unit", "单位", ("工作单位", "帮扶单位", "派出单位"), example="杨柏镇人民政府"),
    Column("position", "职务", ("职务职级",), example="干部"),
    Column("level", "层级", ("单位层级",), help="县级、乡镇级、村级等；不填按单位，再按所在地"),
    Column("township", "乡镇", ("所属乡镇", "乡镇名称"), example="杨柏镇"),
    Column("village", "所属村", ("村", "行政村", "所在村"), help="不填为乡镇或本辖区", example="朽石坎村"),
    Column("phone", "电话", ("联系电话", "手机号码", "工作电话"), help="公务联系电话，帮扶对象能看到", example="0827-7200000"),
    Column("party_member", "是否党员", ("党员",), example="是"),
    Column("capacity", "最多联系户数", ("联系户数上限",), example="8"),
)  # fmt: skip


PARTS = (
    plain("roster_no", "text", cells.number()),
    Part(("name",), {"name": "text", "initials": "text", "name_sort": "text"}, lambda _: needed(cells.name)),
    Part(("kinds",), {"kinds": "text[]"}, lambda book: needed(cells.several(book.lists["pairing_kind"]))),
    plain("unit", "text", cells.text(80)),
    plain("position", "text", cells.text(40)),
    code("level", "unit_layer"),
    Part(("township", "village"), {"region_code": 'text collate "C"'}, place),
    plain("phone", "text", cells.number(30)),
    plain("party_member", "bool", cells.yes_no),
    plain("capacity", "int", cells.whole(1, 1000)),
)

FORM = Form("helpers", "帮扶人员名册", COLUMNS, PARTS, ("pairing_kind", "unit_layer"))
"""帮扶力量: a roster, one row per person."""

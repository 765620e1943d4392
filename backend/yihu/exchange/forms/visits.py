"""Visits as a unit keeps them (走访记录): one row per visit."""

from yihu.exchange import cells
from yihu.exchange.cells import CellError, needed
from yihu.exchange.form import Column, Form, Part, Read
from yihu.exchange.parts import HOUSEHOLD_NO, ID_NUMBER, TOWNSHIP, WHOSE, code, codes, named, plain
from yihu.exchange.whereabouts import village

CONTACTS = {
    "入户": "home", "入户走访": "home", "上门": "home", "定点接待": "reception_point", "接待": "reception_point",
    "电话": "phone", "电话联系": "phone", "到村": "village", "走访村组": "village", "村": "village",
}  # fmt: skip
PEOPLE = 20
COLUMNS = (
    Column("visited_on", "走访日期", ("日期", "走访时间", "时间"), required=True, example="2026-11-01"),
    HOUSEHOLD_NO,
    ID_NUMBER,
    Column("person", "户主", ("户主姓名", "农户姓名", "走访对象", "姓名"), help="用来核对户编号", example="张三"),
    TOWNSHIP,
    Column("village", "村", ("行政村", "所属村", "所在村"), help="方式为“到村”的必填，其他不填也可以"),
    Column("contact", "方式", ("走访方式", "联系方式"), help="入户、定点接待、电话或到村；不填为入户", example="入户"),
    Column("visitor", "走访人", ("走访人员", "帮扶人", "走访干部", "帮扶责任人"), required=True, example="李四"),
    Column("unit", "单位", ("走访人单位", "帮扶单位", "工作单位"), help="名册中有同名的人时填写"),
    Column("level", "层级", ("走访人层级",), help="走访人不在帮扶人员名册中时填写：县级、乡镇级或村级"),
    Column("participants", "随行人员", ("同行人员", "参加人员"), help="用顿号分开"),
    Column("person_met", "见到的人", ("接待人", "受访人")),
    Column("purposes", "事由", ("走访事由", "走访目的", "走访类型"), help="用顿号分开；不填为日常走访", example="政策宣传"),
    Column("supports", "帮扶内容", ("送什么", "帮扶方式")),
    Column("topics", "宣讲政策", ("宣传政策", "政策宣讲")),
    Column("causes_seen", "致贫原因", ("了解到的致贫原因",)),
    Column("situation", "走访情况", ("走访内容", "情况", "工作内容", "走访记录"), example="家中老人身体好转"),
    Column("needs", "诉求", ("群众诉求", "困难诉求", "存在问题", "需求")),
    Column("suggestions", "建议", ("意见建议", "下步措施", "措施")),
    Column("materials", "发放资料", ("资料", "物资", "发放物资")),
    Column("households_reached", "覆盖户数", ("参加户数",), help="到村宣讲时填写"),
    Column("next_on", "下次走访日期", ("下次走访", "下次走访时间")),
    Column("campaign", "专项行动", ("行动", "活动"), help="系统中专项行动的名称"),
)  # fmt: skip


def _people(cell: object) -> str:
    """Names as an array."""
    names = list(dict.fromkeys(each for each in cells.SEVERAL.split(cells.plain(cell)) if each))
    if len(names) > PEOPLE or any(len(name) > 40 for name in names):
        raise CellError("too_long", f"最多 {PEOPLE} 人，每人不超过 40 个字，用顿号分开")
    quoted = ('"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"' for name in names)
    return cells.copied("{" + ",".join(quoted) + "}") if names else cells.NULL


def _lines(limit: int) -> Read:
    """Text with its line breaks."""

    def read(cell: object) -> str:
        found = "\n".join(line.strip() for line in cells.plain(cell).splitlines()).strip()
        if len(found) > limit:
            raise CellError("too_long", f"不能超过 {limit} 个字")
        return cells.copied(found)

    return read


PARTS = (
    plain("visited_on", "date", needed(cells.day)),
    *WHOSE,
    named("person"),
    Part(("township", "village"), {"village": 'text collate "C"'}, village),
    plain("contact", "text", cells.listed(CONTACTS)),
    named("visitor", required=True),
    plain("unit", "text", cells.text(80)),
    code("level", "unit_layer"),
    plain("participants", "text[]", _people),
    named("person_met"),
    codes("purposes", "visit_purpose"),
    codes("supports", "visit_support"),
    codes("topics", "domain"),
    codes("causes_seen", "poverty_cause"),
    plain("situation", "text", _lines(2000)),
    plain("needs", "text", _lines(2000)),
    plain("suggestions", "text", _lines(2000)),
    plain("materials", "text", cells.text(200)),
    plain("households_reached", "int", cells.whole(1, 10_000)),
    plain("next_on", "date", cells.day),
    plain("campaign", "text", cells.text(100)),
)

FORM = Form(
    "visits", "走访记录", COLUMNS, PARTS, ("unit_layer", "visit_purpose", "visit_support", "domain", "poverty_cause")
)

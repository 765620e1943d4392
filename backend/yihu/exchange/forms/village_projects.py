"""Projects of villages as a bureau lists them (the water bureau its supply works), one row per village and project."""

from yihu.exchange import cells
from yihu.exchange.cells import needed
from yihu.exchange.form import Column, Form, Part
from yihu.exchange.parts import TOWNSHIP, code, plain
from yihu.exchange.whereabouts import village

COLUMNS = (
    TOWNSHIP,
    Column("village", "村", ("所属村", "行政村", "所在村", "实施地点"), required=True, example="朽石坎村"),
    Column("name", "项目", ("项目名称", "工程名称", "工程"), required=True, example="朽石坎村供水管网延伸"),
    Column("category", "类别", ("项目类别", "项目类型", "帮扶类别"), required=True, example="饮水安全"),
    Column("fund_source", "资金来源", ("资金类别",), example="行业部门资金"),
    Column("fund_line", "资金文件", ("文号", "资金文号"), example="通水发〔2026〕12号"),
    Column("amount", "金额", ("投资", "投资额", "总投资", "资金（元）", "金额（元）"), help="元", example="180000"),
    Column("starts_on", "开工日期", ("开始日期", "计划开工"), example="2026-03-01"),
    Column("due_on", "计划完工", ("完工期限", "计划完成", "截止日期"), example="2026-10-31"),
    Column("owner_name", "责任人", ("责任单位", "实施单位", "项目负责人"), example="县水务局"),
    Column("progress", "进度", ("形象进度", "完成进度", "进度（%）"), help="0 到 100 的整数", example="60"),
    Column("finished_on", "完工日期", ("实际完工", "验收日期", "竣工日期")),
)  # fmt: skip

PARTS = (
    Part(("township", "village"), {"region_code": 'text collate "C"'}, lambda book: needed(village(book))),
    plain("name", "text", needed(cells.text(200))),
    code("category", "measure_category", required=True),
    code("fund_source", "fund_source"),
    plain("fund_line", "text", cells.text(200)),
    plain("amount", "numeric", cells.yuan),
    plain("starts_on", "date", cells.day),
    plain("due_on", "date", cells.day),
    plain("owner_name", "text", cells.text(60)),
    plain("progress", "int", cells.whole(0, 100)),
    plain("finished_on", "date", cells.day),
)

FORM = Form("village_projects", "村级项目", COLUMNS, PARTS, ("measure_category", "fund_source"))

"""Tests of water sources as a laboratory lists them, one row per source and day."""

from yihu.exchange import cells
from yihu.exchange.cells import needed
from yihu.exchange.form import Column, Form, Part
from yihu.exchange.parts import TOWNSHIP, plain
from yihu.exchange.whereabouts import village

PASSED = {"合格": "t", "达标": "t", "是": "t", "不合格": "f", "不达标": "f", "否": "f"}
COLUMNS = (
    TOWNSHIP,
    Column("village", "村", ("所属村", "行政村", "所在村"), required=True, example="朽石坎村"),
    Column("name", "供水点", ("供水点名称", "水源名称", "水源", "工程名称"), required=True, help="先在“饮水”中登记", example="朽石坎村供水站"),
    Column("tested_on", "检测日期", ("日期", "采样日期"), required=True, example="2026-11-01"),
    Column("passed", "结果", ("检测结果", "是否合格", "结论"), required=True, help="合格或不合格", example="合格"),
    Column("failing", "不合格指标", ("超标指标", "不合格项目"), help="不合格的必填", example="总大肠菌群"),
    Column("lab", "检测单位", ("检测机构",), example="县疾控中心"),
    Column("report_no", "报告编号", ("报告号",), example="2026-118"),
)  # fmt: skip


PARTS = (
    Part(("township", "village"), {"region_code": 'text collate "C"'}, lambda book: needed(village(book))),
    plain("name", "text", needed(cells.text(60))),
    plain("tested_on", "date", needed(cells.day)),
    plain("passed", "boolean", needed(cells.listed(PASSED))),
    plain("failing", "text", cells.text(200)),
    plain("lab", "text", cells.text(60)),
    plain("report_no", "text", cells.text(60)),
)

FORM = Form("water_tests", "水质检测", COLUMNS, PARTS, ())

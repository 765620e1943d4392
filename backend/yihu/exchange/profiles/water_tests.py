"""水质检测: what a laboratory's list means for the tests at hand."""

from yihu.accounts.permissions import Permission
from yihu.assurances.sector_models import WaterTest
from yihu.exchange.forms.water_tests import FORM
from yihu.exchange.register import Check, Once, Register
from yihu.exchange.setwise import Field

PASSED = Field("passed", "结果", labels=(("true", "合格"), ("false", "不合格")))

PROFILE = Register(
    FORM,
    Permission.ASSURANCES_IMPORT,
    WaterTest,
    looks_at=("water_source",),
    # A source in a villagers' group lies in the village too; of a name used again the one in use on the day.
    matched="""
        select s.row_no, w.id as source_id, coalesce(w.region_code, s.region_code) as region_code, coalesce(w.many, 0) as many
        from stage s
        left join lateral (
            select x.id, x.region_code, count(*) over () as many from water_source x
            where x.county = :county and x.region_code >= s.region_code and x.region_code < s.region_code || ':'
              and x.name = s.name
            order by x.begun_on > s.tested_on, x.ended_on < s.tested_on, x.id limit 1
        ) w on true
    """,
    checks=(
        Check("供水点", "source_not_found", "这个村没有登记这个供水点，请先在“饮水”中登记", "k.source_id is null"),
        Check("供水点", "source_ambiguous", "这个村有几个同名的供水点", "k.many > 1"),
        Check("检测日期", "in_the_future", "检测日期不能晚于今天", "s.tested_on > cast(:today as date)"),
        Check("不合格指标", "missing", "不合格请填写不合格指标", "not s.passed and s.failing is null"),
    ),
    once=Once("k.source_id, s.tested_on", "供水点", "test_twice_in_list"),
    same="x.source_id = n.source_id and x.tested_on = n.tested_on",
    key=("source_id", "tested_on"),
    fields=(PASSED, Field("failing", "不合格指标"), Field("lab", "检测单位"), Field("report_no", "报告编号")),
    # A test that has passed after all has nothing that failed.
    sets={"failing": "case when not p.passed then coalesce(p.failing, x.failing) end"},
    label="s.name",
    target="k.source_id",
    data={
        "检测日期": "s.tested_on", "结果": PASSED.told("s"), "不合格指标": "s.failing", "检测单位": "s.lab", "报告编号": "s.report_no",
    },
    counts="""
        select count(distinct source_id) filter (where action <> 'unchanged') as sources_tested,
               count(*) filter (where action <> 'unchanged' and not passed) as tests_failed from row_plan
    """,
).profile()  # fmt: skip

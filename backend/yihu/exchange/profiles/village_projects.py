"""村级项目: what a bureau's list means for the projects that villages have on file.

The same village and name is the same project: a list fills in and moves it on, and never empties a cell.
"""

from yihu.accounts.permissions import Permission
from yihu.exchange.forms.village_projects import FORM
from yihu.exchange.records import Records
from yihu.exchange.register import Check, Once, Register
from yihu.exchange.setwise import Field
from yihu.villages.models import VillageProject

CATEGORY = Field("category", "类别", "measure_category")

PROFILE = Register(
    FORM,
    Permission.VILLAGES_IMPORT,
    VillageProject,
    looks_at=(),
    matched="""
        select s.row_no, s.region_code, x.id as project_id, coalesce(s.starts_on, x.starts_on) as begins,
               coalesce(s.due_on, x.due_on) as ends
        from stage s
        left join village_project x on x.county = :county and x.region_code = s.region_code and x.name = s.name
    """,
    checks=(
        Check("计划完工", "before_start", "计划完工不能早于开工日期", "k.ends < k.begins"),
        Check("完工日期", "in_the_future", "完工日期不能晚于今天", "s.finished_on > cast(:today as date)"),
        Check("进度", "finished_below_100", "已经完工，进度应为 100", "s.finished_on is not null and s.progress < 100"),
    ),
    once=Once("s.region_code, s.name", "项目", "project_twice_in_list"),
    same="x.region_code = n.region_code and x.name = n.name",
    key=("name",),
    fields=(
        CATEGORY, Field("fund_source", "资金来源", "fund_source"), Field("fund_line", "资金文件"), Field("amount", "金额"), Field("starts_on", "开工日期"), Field("due_on", "计划完工"),
        Field("owner_name", "责任人"), Field("progress", "进度"), Field("finished_on", "完工日期"),
    ),
    # What is finished has come all the way, whether the list says so or not.
    says={"progress": "case when s.finished_on is not null then 100 else s.progress end"},
    adds={"progress": "coalesce(progress, 0)"},
    label="s.name",
    target="k.project_id",
    data={
        "项目": "s.name", "类别": CATEGORY.told("s"), "金额": "s.amount::text", "计划完工": "s.due_on", "进度": "s.progress",
        "完工日期": "s.finished_on",
    },
    counts="""
        select count(distinct region_code) filter (where action <> 'unchanged') as villages_touched from row_plan
    """,
    recorded=Records(
        "village_project",
        free="""(c.before is not null
                 or not exists (select from measure m where m.county = :county and m.project_id = x.id))""",
    ),
).profile()  # fmt: skip

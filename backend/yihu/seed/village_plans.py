"""The plan of the demo's village: goals, projects, and the measures of its households that draw on them."""

from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

PLAN = text(
    """
    insert into village_plan (county, region_code, title, first_year, last_year, summary, adopted_on)
    values (:county, :village, '朽石坎村三年发展规划（演示）', cast(:year as int) - 1, cast(:year as int) + 1,
            '守住不返贫的底线，把肉牛和银耳两样产业做稳，路和水先通到组。', make_date(cast(:year as int) - 1, 3, 18))
    on conflict do nothing returning id
    """
)
GOALS = text(
    """
    insert into village_goal (county, region_code, village_plan_id, sort, text, target, unit, result, due_on)
    select :county, :village, :id, g.sort, g.text, g.target, g.unit, g.result, make_date(cast(:year as int) + g.later, 12, 31)
    from (values (1, '肉牛存栏', 300, '头', 212, 0), (2, '村集体经济年收入', 200000, '元', 86000, 1),
                 (3, '新通组路', 4.5, '公里', 3, 0), (4, '自来水入户', 100, '%', 94, 1)
         ) as g (sort, text, target, unit, result, later)
    """
)
PROJECTS = text(
    """
    insert into village_project (county, region_code, village_plan_id, name, category, fund_source, fund_line, amount, starts_on,
                                 due_on, owner_name, progress)
    select :county, :village, :id, p.name, p.category, p.fund, p.line, p.amount, make_date(cast(:year as int), 3, 1), make_date(cast(:year as int), 12, 15),
           '何春林', p.progress
    from (values ('肉牛代养圈舍', 'industry', 'rural_fund', '演示文号第1号', 380000, 70),
                 ('三组引水工程', 'water', 'rural_fund', '演示文号第2号', 126000, 100),
                 ('土坯房修缮', 'housing', 'industry_fund', '演示文号第3号', 240000, 45)
         ) as p (name, category, fund, line, amount, progress)
    on conflict do nothing
    """
)
LINKS = text(
    """
    update measure m set project_id = p.id
    from village_project p
    where p.county = :county and p.region_code = :village and m.county = :county and starts_with(m.region_code, p.region_code)
      and m.category = p.category and m.fund_source = p.fund_source
    """
)


def fill(session: Session, county: str, village: str, on: date) -> None:
    binds = {"county": county, "village": village, "year": on.year}
    made = session.scalar(PLAN, binds)
    if made is not None:
        for statement in (GOALS, PROJECTS, LINKS):
            session.execute(statement, binds | {"id": made})

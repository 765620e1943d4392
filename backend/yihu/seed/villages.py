"""The zones of the demo's township, and what its villages own together: as a resource, an asset or equity.

Names and figures are invented; what looks like chance is a hash of the village's code.
"""

from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

# The whole township is one large zone; of the small ones each has about half of its villages.
ZONES = text(
    """
    with added as (
        insert into zone (region_code, kind, name, valid_from)
        select :county, kind, name, make_date(cast(:year as int), 1, 1)
        from (values ('large', '杨柏大片（演示）'), ('small', '杨柏东片（演示）'), ('small', '杨柏西片（演示）')) as z (kind, name)
        on conflict do nothing
        returning id, kind, name, valid_from
    )
    insert into zone_village (zone_id, kind, region_code, valid_from)
    select a.id, a.kind, v.code, a.valid_from
    from added a
    join (select code, ntile(2) over (order by code) as half from region
          where parent_code = :township and level = 'village' and valid_to is null) v
        on a.kind = 'large' or v.half = case a.name when '杨柏东片（演示）' then 1 else 2 end
    """
)
# A house stands on its own from the start; a pond became a leased asset two years ago, and a pasture equity through both steps.
ASSETS = text(
    """
    with village as (
        select code, abs(hashtext(code)) as draw from region
        where parent_code = :township and level = 'village' and valid_to is null
          and not exists (select from collective_asset where county = :county and region_code = code)
    ), owned as (
        select v.code, o.*, row_number() over (partition by v.code, o.chain order by o.step) as nth, gen_random_uuid() as id,
               o.quantity + v.draw % 9 * o.quantity / 10 as much, o.value * (10 + v.draw % 7) / 10 as worth
        from village v
        join (values
            (1, 1, 'resource', 'water_area', '村口堰塘', 12.0, '亩', null, null, '蓄水、灌溉', null, null, -6, -2),
            (1, 2, 'asset', 'water_area', '村口堰塘水面租赁', 12.0, '亩', 96000, '演示水产合作社', '稻田鱼、垂钓', 9600, null, -2, null),
            (2, 1, 'resource', 'land', '寨坡荒坡', 80.0, '亩', null, null, '放牧', null, null, -6, -3),
            (2, 2, 'asset', 'land', '寨坡人工草场', 80.0, '亩', 240000, '村集体经济组织', '种草、放牧', 16000, null, -3, -1),
            (2, 3, 'equity', 'project_share', '肉牛养殖场股份', 240000.0, '股', 240000, '演示肉牛专业合作社', '按股分红', 19200,
             '村集体40%，脱贫户和监测户35%，其他农户25%', -1, null),
            (3, 1, 'asset', 'house', '原村小学校舍', 420.0, '平方米', 180000, null, '闲置，拟改作粮油加工房', null, null, -4, null)
        ) as o (chain, step, stage, kind, name, quantity, unit, value, operator, purpose, income, shares, since, until)
            on o.chain = 1 + v.draw % 2 or o.chain = 3
    )
    insert into collective_asset (id, county, region_code, stage, kind, name, quantity, unit, value, valued_on, operator, purpose,
                                  yearly_income, shares, source, started_on, ended_on, came_from_id)
    select o.id, :county, o.code, o.stage, o.kind, o.name, round(o.much, 1), o.unit, o.worth,
           case when o.worth is not null then make_date(cast(:year as int) + o.since, 6, 30) end, o.operator, o.purpose, o.income,
           o.shares, '演示台账', make_date(cast(:year as int) + o.since, 7, 1), make_date(cast(:year as int) + o.until, 7, 1), b.id
    from owned o
    left join owned b on b.code = o.code and b.chain = o.chain and b.nth = o.nth - 1
    order by o.nth
    """
)


def fill(session: Session, county: str, township: str, on: date) -> None:
    """Zones that are not there yet, and assets of villages that have none."""
    for statement in (ZONES, ASSETS):
        session.execute(statement, {"county": county, "township": township, "year": on.year})

"""What villages have and lack, and how many were poor year by year: counted from the files, a village at a time."""

from sqlalchemy import TextClause, text

HERE = "r.level = 'village' and r.code >= :lo and r.code < :hi and (r.valid_to is null or r.valid_to > :today)"
LACKS = {
    "water": "(h.water_safe = false or h.water_difficult)",
    "power": "h.conditions ->> 'household_power' = 'false'",
    "broadcast": "h.conditions ->> 'broadcast' = 'false'",
    "income": "h.conditions ->> 'income_way' = 'false'",
}
"""What every household is to have (户户有); what nobody has said is not lacking."""
POOR = "('newly_identified', 'not_exited', 'returned')"

CONDITIONS: TextClause = text(
    f"""
    select r.code as region_code, r.short_name as region_name, t.short_name as township_name,
           coalesce(n.households, 0) as households, coalesce(n.persons, 0) as persons, coalesce(n.without_members, 0) as without_members,
           {", ".join(f"coalesce(n.lacks_{name}, 0) as lacks_{name}" for name in LACKS)},
           (select a.person_name from responsibility_assignment a
            where a.county = :county and a.region_code = r.code and a.kind = 'first_responsible'
              and a.valid_from <= :today and (a.valid_to is null or a.valid_to > :today)) as in_charge,
           coalesce(s.poor, false) as poor, s.exited_on,
           coalesce((select jsonb_agg(jsonb_build_object('kind', f.kind, 'has', f.has, 'since', f.since, 'due_on', f.due_on,
                                                         'note', f.note, 'version', f.version))
                     from village_facility f where f.county = :county and f.region_code = r.code), '[]') as facilities
    from region r
    join region t on t.code = left(r.code, 9)
    left join (
        select left(h.region_code, 12) as code, count(*) as households, sum(h.member_count) as persons,
               count(*) filter (where h.member_count = 0) as without_members,
               {", ".join(f"count(*) filter (where {condition}) as lacks_{name}" for name, condition in LACKS.items())}
        from household h where h.county = :county and h.region_code >= :lo and h.region_code < :hi
          and h.status is distinct from 'cancelled' group by 1
    ) n on n.code = r.code
    left join lateral (
        select bool_or(v.valid_from <= :today and (v.valid_to is null or v.valid_to > :today)) as poor,
               max(v.valid_to) filter (where v.valid_to <= :today) as exited_on
        from village_standing v where v.county = :county and v.region_code = r.code and v.poor
    ) s on true
    where {HERE} order by r.code
    """
)

# A line of the history stands for every year at whose end it held; of the running year, for today.
YEARS: TextClause = text(
    f"""
    with y as (select year, least(make_date(year, 12, 31), cast(:today as date)) as day
               from generate_series(cast(:first as int), cast(:last as int)) as year),
    counted as (
        select y.year, left(h.region_code, :digits) as place,
               count(*) filter (where s.status in {POOR}) as poor_households,
               coalesce(sum(h.member_count) filter (where s.status in {POOR}), 0) as poor_persons,
               count(*) filter (where s.status = 'returned') as returned_households,
               coalesce(sum(h.member_count) filter (where s.status = 'returned'), 0) as returned_persons,
               count(*) filter (where s.household_class = 'unstable_exited') as risky_households,
               coalesce(sum(h.member_count) filter (where s.household_class = 'unstable_exited'), 0) as risky_persons,
               count(*) filter (where s.status = 'exited') as exited_households,
               count(*) filter (where s.status = 'exited' and h.exited_year = y.year) as newly_exited_households
        from household_history s
        join household h on h.county = :county and h.id = s.household_id
        join y on s.valid_from <= y.day and (s.valid_to is null or s.valid_to > y.day)
        where s.county = :county and s.region_code >= :lo and s.region_code < :hi
        group by 1, 2
    ),
    people as (select p.year, left(p.region_code, :digits) as place, sum(p.population) as population, max(p.version) as version
               from village_year p where p.county = :county and p.region_code >= :lo and p.region_code < :hi group by 1, 2),
    rated as (
        select c.*, p.population, p.version, round(c.poor_persons * 100.0 / p.population, 2) as incidence
        from counted c left join people p using (year, place)
    )
    select n.year, n.place as region_code, r.short_name as region_name, n.poor_households, n.poor_persons, n.returned_households,
           n.returned_persons, n.risky_households, n.risky_persons, n.exited_households, n.newly_exited_households, n.population,
           n.version as population_version, cast(n.incidence as text) as incidence,
           coalesce(n.incidence > b.incidence, n.poor_persons > b.poor_persons, false) as rising
    from rated n
    left join rated b on b.place = n.place and b.year = n.year - 1
    join region r on r.code = n.place
    where n.year > :first or :first = :last
    order by n.place, n.year
    """
)

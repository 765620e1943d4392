"""What the rules about plans, incomes, checks, cases, houses and water look at, for the benchmarks' county of 100,000 households."""

from datetime import date, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from benchmarks.visits import COUNTY
from yihu.assurances import rounds, settling
from yihu.kernel import clock
from yihu.monitoring.rounds import needed
from yihu.policy.models import PolicyParameter
from yihu.policy.parameters import Parameter, unset
from yihu.seed import plans

STANDING = (
    """
    update household set
        status = case when household_class in ('unstable_exited', 'general_exited') then 'exited' end,
        exited_year = case when household_class in ('unstable_exited', 'general_exited') then 2014 + abs(hashtext(household_no)) % 7 end,
        main_cause = case when household_class <> 'ordinary' then c.codes[1 + abs(hashtext(household_no)) % 8] end, member_count = 4,
        updated_at = now() - interval '1 day' * (abs(hashtext(household_no)) % 500)
    from (select '{illness,disability,schooling,disaster,no_skill,no_labour,no_capital,accident}'::text[] as codes) c
    where county = :county
    """,
    """
    insert into household_history (county, region_code, household_id, household_class, status, valid_from, source)
    select county, region_code, id, household_class, status, date '2019-12-31', '测试' from household
    where county = :county and status is not null
    """,
    """
    insert into income_record (county, region_code, household_id, year, item, amount)
    select h.county, h.region_code, h.id, y.year, i.item, i.base + abs(hashtext(h.household_no || i.item || y.year)) % (i.base * 2)
    from household h
    cross join (values (:year - 1), (:year - 2)) as y (year)
    cross join (values ('wage', 16000), ('operating', 6000), ('pension', 1500), ('production_cost', 1200)) as i (item, base)
    where h.county = :county and h.household_class <> 'ordinary'
    """,
    """
    insert into campaign (county, region_code, kind, name, pairing_kind, starts_on, ends_on, activities, household_classes, source)
    values (:county, :county, 'pairing', '全县结对', 'assistance_person', cast(:day as date) - 80, cast(:day as date) + 5, '{走访}',
            '{verge,unstable_exited,general_exited}', '测试'),
           (:county, :county, 'full_coverage', '大走访', 'assistance_person', cast(:day as date) - 80, cast(:day as date) + 5,
            '{走访}', '{}', '测试'),
           (:county, :county, 'festival', '节日慰问', 'assistance_person', make_date(extract(year from cast(:day as date))::int, 1, 1),
            make_date(extract(year from cast(:day as date))::int, 12, 31), '{慰问}', '{}', '测试')
    """,
    """
    insert into campaign_participant (county, region_code, campaign_id, helper_id)
    select w.county, w.region_code, c.id, w.id from campaign c join helper w on w.county = c.county where c.county = :county
    """,
    """
    insert into campaign_target (county, region_code, campaign_id, household_id, kind, helper_id)
    select p.county, p.region_code, c.id, p.household_id, 'household', p.helper_id
    from campaign c join pairing p on p.county = c.county and p.household_id is not null
    where c.county = :county and c.kind <> 'pairing'
    """,
)
CHECKED = (
    """
    insert into assurance_check (county, region_code, household_id, member_id, item, rule_version, result, reasons, figures, note,
                                 checked_on, checker_name, form_id)
    select h.county, h.region_code, h.id, m.id, i.item, '1', case when k.n % 61 = i.n then 'defect' else 'ok' end,
           case when k.n % 61 = i.n then array[i.reason] else '{}' end, case when k.n % 61 = i.n then i.figures else '{}' end::jsonb,
           '测', cast(:day as date) - k.n % 60, '测', h.id
    from household h
    cross join (values ('food', 1, 'no_protein', '{}'), ('clothing', 2, 'no_clothing', '{}'),
                       ('housing', 3, 'grade_c', '{"grade": "C"}'), ('water', 4, 'water_short', '{"litres": 12}'),
                       ('education', 5, 'dropped_out', '{"state": "dropped_out"}'),
                       ('health', 6, 'uninsured', '{"insured": false}')) as i (item, n, reason, figures)
    left join member m on m.county = :county and m.household_id = h.id and (i.item = 'health'
         or i.item = 'education' and m.born_on > cast(:day as date) - 16 * 365)
    cross join lateral (select abs(hashtext(h.household_no || i.item || coalesce(m.person_no, ''))) as n) k
    where h.county = :county and (m.id is not null or i.item not in ('education', 'health'))
    """,
)
AROUND = (
    """
    insert into department_entry (county, region_code, area, item, listed_on, household_id, member_id, name, result, figures, source)
    select c.county, c.region_code, c.county, c.item, cast(:day as date) - 20, c.household_id, c.member_id, '户主',
           case when abs(hashtext(c.id::text)) % 9 = 0 then 'ok' else c.result end, c.figures, '测试'
    from assurance_check c where c.county = :county and c.current and c.item in ('housing', 'education', 'health')
      and abs(hashtext(c.household_id::text)) % 3 = 0
    """,
    """
    insert into housing_case (county, region_code, household_id, kind, approved_on, due_on, handed_over_on, old_house, source)
    select county, region_code, id, case when k.n % 2 = 0 then 'relocation' else 'renovation' end, cast(:day as date) - 300,
           cast(:day as date) - 10, case when k.n % 3 = 0 then cast(:day as date) - 200 end, 'standing', '测试'
    from household cross join lateral (select abs(hashtext(household_no)) / 20 as n) k
    where county = :county and abs(hashtext(household_no)) % 20 = 1
    """,
    """
    insert into water_source (county, region_code, name, kind, households, begun_on)
    select :county, code, name || n, case n when 1 then 'tap' else 'spring' end, 60, cast(:day as date) - 900
    from region cross join generate_series(1, 2) n where level = 'village' and valid_to is null and starts_with(code, :county)
    """,
    """
    insert into water_test (county, region_code, source_id, tested_on, passed, failing, source)
    select s.county, s.region_code, s.id, cast(:day as date) - 80 * turn, k.n % 15 > 0, case when k.n % 15 = 0 then '浑浊度' end, '测试'
    from water_source s cross join generate_series(1, 6) turn
    cross join lateral (select abs(hashtext(s.id::text || turn)) as n) k where s.county = :county
    """,
    """
    insert into risk_signal (county, region_code, household_id, kind, happened_on, note, source)
    select county, region_code, id, case when abs(hashtext(household_no)) / 50 % 2 = 0 then 'disaster' else 'job_loss' end,
           cast(:day as date) - abs(hashtext(household_no)) % 60, '测', '测试'
    from household where county = :county and abs(hashtext(household_no)) % 50 = 3
    """,
    """
    insert into risk_case (county, region_code, household_id, procedure, channel, risks, clue, opened_on, opened_by_name, place,
                           step, due_on, state)
    select county, region_code, id, 'risk', 'cadre', '{illness}', '测', cast(:day as date) - abs(hashtext(household_no)) % 40, '测', 0,
           'verify', cast(:day as date) - abs(hashtext(household_no)) % 30 + 5, 'open'
    from household where county = :county and abs(hashtext(household_no)) % 40 = 5
    """,
    """
    insert into household_issue (county, region_code, household_id, code)
    select county, region_code, id, 'no_head' from household where county = :county and abs(hashtext(household_no)) % 90 = 7
    """,
    """
    insert into village_project (county, region_code, name, category, amount, starts_on, due_on, progress)
    select :county, code, name || n, 'industry', 100000, cast(:day as date) - 200, cast(:day as date) + n * 20, n * 15
    from region cross join generate_series(1, 4) n where level = 'village' and valid_to is null and starts_with(code, :county)
    """,
)


def fill(session: Session, county: str = COUNTY) -> None:
    on = clock.business_date()
    binds = {"county": county, "day": on, "year": on.year}
    for statement in STANDING:
        session.execute(text(statement), binds)
    session.execute(text("analyze"))
    rounds.open_monthly(session, county, on)
    for statement in CHECKED:
        session.execute(text(statement), binds)
    session.execute(text("analyze assurance_check"))
    settling.settle(session, county, None)
    for statement in AROUND:
        session.execute(text(statement), binds)
    session.execute(text("analyze"))
    plans.fill(session, county, on)
    for parameter in needed():
        if unset(session, [parameter], county, on):
            session.add(_value(parameter, county, on))


def _value(parameter: Parameter, county: str, on: date) -> PolicyParameter:
    """Any: so that no rule is silent for want of it."""
    values = {
        "assurance.term_starts": str(on - timedelta(days=30)),
        "income.monitoring_line": 8000,
        "income.rural_disposable": 20_000,
    }
    value = values.get(parameter.key, next(iter(parameter.choices), 5000 if parameter.unit == "元" else 30))
    return PolicyParameter(
        key=parameter.key, region_code=county, value=value, valid_from=date(2020, 1, 1), source="测试"
    )

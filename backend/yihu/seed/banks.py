"""What the demo's banks have told of it: the payments that came back on its loans, and what they think of its households.

What looks like chance is a hash of a contract's or household's number: the same at every start.
"""

from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

# As much came back, in up to three payments, as the balance says; the last of a settled loan shortly before it fell due.
REPAYMENTS = text(
    """
    insert into loan_repayment (county, region_code, loan_id, household_id, paid_on, amount, interest, receipt_no, balance_after,
                                counted, source)
    select county, region_code, id, household_id, paid_on, before - after,
           round(before * coalesce(rate, 0) / 100 * (paid_on - since) / 365, 2),
           upper(bank_code) || to_char(paid_on, 'YYYYMMDD') || lpad((draw % 100000 * 10 + n)::text, 6, '0'), after, true, '演示数据'
    from (select p.*, n, principal - principal / 10 * (tenths * n / times) as after,
                 principal - principal / 10 * (tenths * (n - 1) / times) as before,
                 lent_on + (last_on - lent_on) * n / times as paid_on, lent_on + (last_on - lent_on) * (n - 1) / times as since
          from (select l.*, least(tenths, 1 + draw % 3) as times,
                       greatest(lent_on + 1, least(due_on, cast(:today as date) - 1)
                                             - draw % case state when 'settled' then 25 else 120 end) as last_on
                from (select l.*, abs(hashtext(l.contract_no)) as draw, cast((l.principal - l.balance) * 10 / l.principal as int) as tenths
                      from loan l
                      where l.county = :county and l.balance < l.principal
                        and not exists (select from loan_repayment r where r.county = :county and r.loan_id = l.id)) l) p
          cross join generate_series(1, times) n) x
    """
)
# Whoever borrowed was rated before; of the others half are, by the bank whose business most of it is. Every three years anew,
# and seldom worse. Each bank has its own words for three steps; on the lowest nothing is granted.
RATINGS = text(
    """
    insert into credit_rating (county, region_code, household_id, bank_code, rated_on, grade, score, credit_limit, valid_to,
                               wants_loan, source)
    select county, region_code, id, bank_code, rated_on, grades[step], case when bank_code = 'rcb' then 98 - step * 10 - draw % 8 end,
           greatest(lent, limits[step]), cast(rated_on + interval '3 years' as date), wants_loan, '演示数据'
    from (select d.*, cast(first_on + n * interval '3 years' as date) as rated_on, greatest(1, step_at_first - n) as step,
                 case bank_code when 'rcb' then array['优秀', '良好', '一般'] when 'psbc' then array['AAA', 'AA', 'A']
                                when 'abc' then array['一级', '二级', '三级'] else array['A', 'B', 'C'] end as grades,
                 array[50000, 30000, 0] as limits
          from (select h.county, h.region_code, h.id, h.draw, coalesce(l.bank_code, 'rcb') as bank_code, coalesce(l.lent, 0) as lent,
                       case when l.lent is null then 1 + h.draw / 100 % 3 else 1 + h.draw / 100 % 2 end as step_at_first,
                       coalesce(l.lent_on - 10 - h.draw % 60, cast(:today as date) - 40 - h.draw % 1300) as first_on,
                       case when l.lent is not null then true when h.draw / 7 % 10 < 2 then true when h.draw / 7 % 10 < 6 then false end
                           as wants_loan
                from (select h.*, abs(hashtext(h.household_no)) as draw from household h where h.county = :county) h
                left join (select household_id, min(bank_code) as bank_code, max(principal) as lent, min(lent_on) as lent_on
                           from loan where county = :county group by household_id) l on l.household_id = h.id
                where l.lent is not null or h.draw % 2 = 0) d
          cross join generate_series(0, 1) n) r
    where rated_on <= :today
    on conflict do nothing
    """
)


def fill(session: Session, county: str, on: date) -> dict[str, int]:
    """Payments and ratings of loans and households that have none yet; how many the county has."""
    binds = {"county": county, "today": on}
    for statement in (REPAYMENTS, RATINGS):
        session.execute(statement, binds)
    count = "select count(*) from {} where county = :county"
    told = {"repayments": "loan_repayment", "ratings": "credit_rating"}
    return {what: int(session.scalar(text(count.format(table)), binds) or 0) for what, table in told.items()}

"""Invented policies and courses, and who in the demo's township has had what of them this year."""

from datetime import date
from typing import Any

from sqlalchemy import func, insert, literal, null, select, text, true, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session, aliased

from yihu.benefits import entitlement
from yihu.benefits.models import Benefit, BenefitPolicy
from yihu.households.models import Household
from yihu.seed.accounts import VILLAGE
from yihu.seed.load import SOURCE
from yihu.seed.measures import GRANTS

TOWNSHIP = VILLAGE[:9]
LISTS = ("household_classes", "causes", "special_groups", "schoolings", "labours")
PLAIN = ("name", "kind", "for_persons", "least_age", "most_age")
# Of those who can work a tenth went to a course; some were reported by two departments, which is one row.
TRAININGS = text(
    """
    insert into training (county, region_code, household_id, member_id, name, starts_on, ends_on, days, departments, certificate, source)
    select m.county, m.region_code, m.household_id, m.id, c.name, began, began + c.days - 1, c.days,
           case when draw / 100 % 4 = 0 then c.departments else c.departments[1:1] end, c.certificate, :source
    from (select m.*, abs(hashtext(m.id_hash::text)) as draw from member m
          where m.county = :county and m.region_code >= :lo and m.region_code < :hi and m.left_on is null
            and m.labour in ('ordinary', 'skilled') and m.id_hash is not null) m
    join (values (0, '肉牛养殖技术培训', 5, array['agriculture', 'human_resources'], null, 70),
                 (1, '银耳栽培技术培训', 3, array['agriculture', 'rural_revitalisation'], null, 100),
                 (2, '中式烹调师培训', 15, array['human_resources', 'womens_federation'], '职业技能等级证书（五级）', 130),
                 (3, '电工培训', 20, array['emergency', 'human_resources'], '特种作业操作证', 160)
         ) as c (n, name, days, departments, certificate, day) on m.draw % 40 = c.n
    cross join lateral (select make_date(cast(:year as int), 1, 1) + c.day + m.draw % 3 * 14 as began) d
    where began + c.days - 1 < :today
    on conflict do nothing
    """
)
COLUMNS = ("county", "region_code", "policy_id", "household_id", "member_id", "granted_on", "source")


def fill(session: Session, county: str, on: date) -> int:
    """How many benefits were recorded: of those entitled nearly all have had what is due to them this year."""
    at = {"county": county, "region_code": county, "valid_from": date(on.year - 1, 1, 1), "source": SOURCE}
    rows = [
        {**at, **{name: getattr(grant, name) for name in PLAIN}, **{name: list(getattr(grant, name)) for name in LISTS}}
        for grant in GRANTS
    ]
    session.execute(upsert(BenefitPolicy).on_conflict_do_nothing(), rows)
    h = aliased(Household, name="h")
    made = sum(_given(session, county, on, h, one) for one in (entitlement.persons(h), entitlement.household(h)))
    session.execute(
        TRAININGS,
        {"county": county, "lo": TOWNSHIP, "hi": TOWNSHIP + ":", "year": on.year, "today": on, "source": SOURCE},
    )
    for grant in GRANTS:
        kept = select(BenefitPolicy.id).where(BenefitPolicy.county == county, BenefitPolicy.name == grant.name)
        bare = (
            Benefit.county == county,
            Benefit.source == SOURCE,
            Benefit.policy_id.in_(kept),
            Benefit.amount.is_(None),
        )
        session.execute(update(Benefit).where(*bare).values(amount=grant.yearly))
    return made


def _given(session: Session, county: str, on: date, h: Any, entitled: entitlement.Entitled) -> int:
    p, m = entitled.policy, entitled.member
    member = null() if m is None else m.id
    chance = func.abs(func.hashtext(func.concat(h.household_no, p.name, member)))
    days = max(1, on.timetuple().tm_yday - 1)
    granted_on = literal(date(on.year, 1, 1)) + chance % days
    rows = select(h.county, h.region_code, p.id, h.id, member, granted_on, literal(SOURCE)).select_from(h)
    rows = rows.join(p, true()) if m is None else rows.join(p, true()).join(m, true())
    here = (h.county == county, h.region_code >= TOWNSHIP, h.region_code < TOWNSHIP + ":")
    rows = rows.where(*here, entitled.holds, chance % 9 != 4)
    made = insert(Benefit).from_select(COLUMNS, rows.params(county=county, today=on)).returning(Benefit.id)
    return len(session.scalars(made).all())

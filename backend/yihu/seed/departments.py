"""What the demo's departments have pushed of its township, some of it about nobody on file, and the months of a few incomes."""

from datetime import date

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from yihu.accounts.models import User
from yihu.seed.accounts import VILLAGE

TOWNSHIP = VILLAGE[:9]
BATCHES = text(
    """
    insert into push_batch (county, region_code, department, name, received_by, received_by_name, unit, judged)
    select :county, :county, b.department, b.name, u.id, u.name, b.unit, true
    from (values ('medical_insurance', '医保结算（演示）', '通江县医疗保障局', 'xianji'),
                 ('public_security', '数据比对（演示）', '通江县公安局', 'xianji'),
                 ('human_resources', '就业信息（演示）', '通江县就业服务中心', 'xianji'),
                 ('emergency', '灾情上报（演示）', '通江县应急管理局', 'xianji'),
                 ('civil_affairs', '低保名单（演示）', '通江县民政局', 'bumen')) as b (department, name, unit, username)
    join app_user u on u.username = b.username
    on conflict do nothing
    """
)
# What looks like chance is a hash of the person's number: the same at every start. Days back, money and what else is told.
RECORDS = text(
    """
    insert into department_record (county, region_code, batch_id, department, kind, source_no, own_key, id_hash, id_masked,
        person_name, happened_on, ends_on, amount, details, state, matched_by, member_id, household_id)
    select :county, m.region_code, b.id, k.department, k.kind, k.kind || m.person_no, 'n ' || k.kind || m.person_no, m.id_hash,
           m.id_masked, m.name, cast(:today as date) - k.back - m.chance % k.spread, null,
           case when k.money > 0 then k.money + m.chance % (k.money * 3) end, k.details::jsonb, 'matched', 'id', m.id, m.household_id
    from (select m.*, abs(hashtext(m.person_no)) as chance, date_part('year', age(cast(:today as date), m.born_on)) as years
          from member m where m.county = :county and m.region_code >= :lo and m.region_code < :hi and m.left_on is null
            and m.person_no is not null) m
    cross join (values
        ('medical_insurance', 'inpatient', 31, 3, 4, 300, 900, '{"hospital": "县人民医院", "hospital_level": "county", "days": 7, "one_stop": true, "in_county": true}'),
        ('medical_insurance', 'inpatient', 97, 5, 4, 200, 4200, '{"hospital": "市中心医院", "hospital_level": "city", "days": 15, "one_stop": false, "in_county": false}'),
        ('medical_insurance', 'inpatient', 211, 7, 4, 90, 1500, '{"hospital": "县中医院", "hospital_level": "county", "deposit": "2000.00", "one_stop": false, "in_county": true}'),
        ('medical_insurance', 'medical_bill', 23, 1, 3, 340, 120, '{"hospital": "镇卫生院", "hospital_level": "township", "one_stop": true, "in_county": true}'),
        ('public_security', 'vehicle', 149, 11, 30, 900, 0, '{"item": "小型轿车"}'),
        ('public_security', 'vehicle', 173, 13, 30, 900, 0, '{"item": "轻型货车", "for_production": true}'),
        ('human_resources', 'job_loss', 67, 17, 2, 80, 0, '{"employer": "某电子厂", "reason": "订单减少"}'),
        ('human_resources', 'job_start', 41, 19, 20, 300, 3200, '{"employer": "某建筑公司"}'),
        ('human_resources', 'public_post', 89, 23, 200, 100, 0, '{"employer": "村民委员会", "item": "护林员"}'),
        ('emergency', 'disaster', 193, 29, 5, 25, 1500, '{"item": "暴雨山洪"}'),
        ('civil_affairs', 'dibao', 37, 31, 60, 600, 0, '{}')
    ) as k (department, kind, one_in, place, back, spread, money, details)
    join push_batch b on b.county = :county and b.department = k.department and b.name like '%（演示）'
    where m.chance % k.one_in = k.place % k.one_in and (k.kind in ('inpatient', 'medical_bill', 'disaster') or m.years between 18 and 59)
    on conflict do nothing
    """
)
DUTIES = text(
    """
    insert into department_record (county, region_code, batch_id, department, kind, own_key, id_hash, id_masked, person_name,
        happened_on, details, state, matched_by, member_id, household_id)
    select :county, p.region_code, p.batch_id, p.department, 'post_duty', 'n duty' || p.source_no, p.id_hash, p.id_masked, p.person_name,
           cast(date_trunc('month', cast(:today as date)) - interval '1 month' as date),
           jsonb_build_object('item', p.details ->> 'item', 'days', 3 + abs(hashtext(p.own_key)) % 9), 'matched', 'id', p.member_id,
           p.household_id
    from department_record p where p.county = :county and p.kind = 'public_post'
    on conflict do nothing
    """
)
STRANGERS = text(
    """
    insert into department_record (county, region_code, batch_id, department, kind, source_no, own_key, id_hash, id_masked,
        id_fault, person_name, household_no, happened_on, amount, details, state, why)
    select :county, :county, b.id, b.department, s.kind, s.no, 'n ' || s.no, s.hash, s.masked, s.fault, s.name, s.home,
           cast(:today as date) - s.back, s.amount, '{}', 'unmatched', s.why
    from (values
        ('medical_insurance', 'inpatient', 'YB000001', decode(md5('1'), 'hex'), '5119**********0011', null, '米文学', null, 3, 5200, 'person_unknown'),
        ('medical_insurance', 'inpatient', 'YB000002', decode(md5('2'), 'hex'), '5119**********0022', null, '屈长顺', null, 12, 880, 'person_unknown'),
        ('medical_insurance', 'inpatient', 'YB000003', null, '5119**********00?3', 'id_number_checksum', '何三秀', null, 6, 3100, 'id_number_wrong'),
        ('medical_insurance', 'medical_bill', 'YB000004', null, null, null, '向天秀', '5119219990001', 9, 140, 'household_unknown'),
        ('human_resources', 'job_loss', 'RS000001', null, null, null, '李小平', null, 20, null, 'not_named')
    ) as s (department, kind, no, hash, masked, fault, name, home, back, amount, why)
    join push_batch b on b.county = :county and b.department = s.department and b.name like '%（演示）'
    on conflict do nothing
    """
)
COUNT = text(
    """
    update push_batch b set rows = r.n, added = r.n
    from (select batch_id, count(*) as n from department_record where county = :county group by 1) r
    where b.county = :county and b.id = r.batch_id
    """
)
MONTHS = text(
    """
    insert into income_record (county, region_code, household_id, year, month, item, amount)
    select :county, i.region_code, i.household_id, extract(year from d), extract(month from d), 'wage',
           round(i.amount / 12 * (0.8 + (abs(hashtext(i.household_id::text || d::text)) % 40) / 100.0), 2)
    from income_record i
    cross join generate_series(date_trunc('month', cast(:today as date)) - interval '10 months',
                               date_trunc('month', cast(:today as date)) - interval '1 month', interval '1 month') d
    where i.county = :county and starts_with(i.region_code, :village) and i.item = 'wage' and i.month is null
      and i.year = extract(year from cast(:today as date)) - 1 and extract(year from d) = extract(year from cast(:today as date))
    on conflict do nothing
    """
)


def fill(session: Session, county: str, on: date) -> int:
    """How many records there are; nothing where the demo's accounts are not."""
    if session.scalar(select(User.id).where(User.username == "bumen")) is None:
        return 0
    binds = {"county": county, "lo": TOWNSHIP, "hi": TOWNSHIP + ":", "today": on, "village": VILLAGE}
    for statement in (BATCHES, RECORDS, DUTIES, STRANGERS, COUNT, MONTHS):
        session.execute(statement, binds)
    counted = session.scalar(text("select count(*) from department_record where county = :county"), binds)
    return int(counted or 0)

"""What in a household's file cannot be quite right (R064). One rule, one condition over a household or a member.

Hard errors (a wrong check digit, a person in two households) are refused at entry and never get here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from yihu.kernel import clock


@dataclass(frozen=True)
class Rule:
    code: str
    message: str
    condition: str
    """SQL over `h` (household) or `m` (member), with `age` in full years on the business date."""
    of_member: bool = True


# Compulsory school begins at 6; late starters and repeaters exist, so the bounds are wide.
PRIMARY_AGES, JUNIOR_AGES, SENIOR_AGES, COLLEGE_LEAST = (5, 15), (10, 19), (13, 23), 14

RULES = (
    Rule(
        "missing_head",
        "没有登记户主",
        "not exists (select from member x where x.county = h.county"
        " and x.household_id = h.id and x.left_on is null and x.relation in ('01', '02'))",
        of_member=False,
    ),
    Rule(
        "missing_cause",
        "没有登记主要致贫原因",
        "h.main_cause is null and h.household_class"
        " in ('unstable_exited', 'verge', 'sudden_hardship', 'prevention_target', 'registered_poor')",
        of_member=False,
    ),
    Rule("missing_id_number", "没有登记证件号码", "m.id_hash is null"),
    Rule(
        "sex_differs_from_relation",
        "性别与户主关系不符",
        "(m.sex = '2' and m.relation in ('11', '20', '22', '23', '41', '43', '51', '61', '71', '73'))"
        " or (m.sex = '1' and m.relation in ('12', '30', '32', '33', '42', '44', '52', '62', '75', '77'))",
    ),
    Rule("too_young_to_head", "户主未满 16 周岁", "m.relation in ('01', '02') and age < 16"),
    Rule(
        "child_older_than_head",
        "子女年龄大于户主",
        "m.relation between '20' and '39' and m.relation not in ('28', '38') and exists ("
        "select from member x where x.county = m.county and x.household_id = m.household_id and x.left_on is null"
        " and x.relation = '02' and x.born_on > m.born_on)",
    ),
    Rule(
        "parent_younger_than_head",
        "父母年龄小于户主",
        "m.relation in ('51', '52') and exists ("
        "select from member x where x.county = m.county and x.household_id = m.household_id and x.left_on is null"
        " and x.relation = '02' and x.born_on < m.born_on)",
    ),
    Rule(
        "age_against_schooling",
        "年龄与在校生状况不符",
        f"(m.schooling = 'primary' and age not between {PRIMARY_AGES[0]} and {PRIMARY_AGES[1]})"
        f" or (m.schooling like 'junior%' and age not between {JUNIOR_AGES[0]} and {JUNIOR_AGES[1]})"
        f" or ((m.schooling like 'senior%' or m.schooling like 'vocational%') and age not between {SENIOR_AGES[0]} and {SENIOR_AGES[1]})"
        f" or (age < {COLLEGE_LEAST} and m.schooling ~ '^(college|bachelor|technician|postgraduate)')",
    ),
    Rule(
        "school_age_not_in_school",
        "义务教育阶段适龄儿童登记为非在校",
        "m.schooling = 'not_student' and age between 7 and 14",
    ),
    Rule(
        "child_at_work", "未满 16 周岁登记为务工", "age < 16 and m.work_status is not null and m.work_status <> 'none'"
    ),
    Rule("work_months_without_work", "未务工却登记了务工时间", "m.work_status = 'none' and m.work_months > 0"),
    Rule("age_over_120", "年龄超过 120 岁", "age > 120"),
)

MESSAGES = {rule.code: rule.message for rule in RULES}


CHOSEN = "(cast(:ids as uuid[]) is null or {id} = any(:ids))"
MEMBERS = f"""
    select m.county, m.region_code, m.household_id, m.id as member_id, v.code
    from (
        select m.*, cast(extract(year from age(cast(:today as date), m.born_on)) as int) as age from member m
        where m.county = :county and m.left_on is null and {CHOSEN.format(id="m.household_id")} offset 0
    ) m cross join lateral (values {{values}}) as v (code, holds)
    where ({{conditions}}) and v.holds
"""
"""Age is worked out once for each member (hence the offset), and who breaks no rule is not looked at twice."""
JOINED = f"""
    select m.county, m.region_code, m.household_id, m.id as member_id, '{{code}}' as code from member m
    where m.county = :county and m.left_on is null and {CHOSEN.format(id="m.household_id")} and ({{condition}})
"""
HOUSEHOLDS = f"""
    select h.county, h.region_code, h.id, cast(null as uuid), '{{code}}' from household h
    where h.county = :county and {CHOSEN.format(id="h.id")} and ({{condition}})
"""


def _found() -> str:
    """All rules in one query: those about a member alone in one pass, each that looks at others as a join of its own."""
    alone = [rule for rule in RULES if rule.of_member and "select" not in rule.condition]
    values = ", ".join(f"('{rule.code}', {rule.condition})" for rule in alone)
    parts = [MEMBERS.format(values=values, conditions=" or ".join(f"({rule.condition})" for rule in alone))]
    parts += [
        (JOINED if rule.of_member else HOUSEHOLDS).format(code=rule.code, condition=rule.condition)
        for rule in RULES
        if rule not in alone
    ]
    return " union all ".join(parts)


FIND = text(f"create temp table found_issue on commit drop as {_found()}")
GONE = text(
    """
    delete from household_issue i
    where i.county = :county and (cast(:ids as uuid[]) is null or i.household_id = any(:ids))
      and not exists (select from found_issue f where f.household_id = i.household_id and f.code = i.code
                      and f.member_id is not distinct from i.member_id)
    """
)
NEW = text(
    """
    insert into household_issue (county, region_code, household_id, member_id, code)
    select county, region_code, household_id, member_id, code from found_issue
    on conflict (county, household_id, code, member_id) do nothing
    """
)
COUNT = text(
    """
    update household h set issue_count = f.n
    from (select household_id, count(*) as n from found_issue group by household_id) f
    where h.county = :county and h.id = f.household_id and h.issue_count <> f.n
    """
)
NONE = text(
    f"""
    update household h set issue_count = 0
    where h.county = :county and {CHOSEN.format(id="h.id")} and h.issue_count > 0
      and h.id not in (select household_id from found_issue)
    """
)


def refresh_issues(session: Session, county: str, ids: Sequence[UUID] | None = None) -> None:
    """Find the issues of these households, or of the whole county, anew; keep the rows of those that remain."""
    given = {"county": county, "ids": list(ids) if ids is not None else None}
    session.execute(text("drop table if exists found_issue"))
    session.execute(FIND, given | {"today": clock.business_date()})
    for statement in (GONE, NEW, COUNT, NONE):
        session.execute(statement, given)

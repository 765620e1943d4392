"""What a list of checks means for the records at hand. Tables: `stage`, `matched`, `fault`, `judged`, `row_plan`.

The same household, item, member and day is the same check: another result corrects it. Rows that say the same of the same
place and day are judged once.
"""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from yihu.assurances import judging
from yihu.assurances.item import ITEMS
from yihu.assurances.models import Result
from yihu.exchange.forms.assurance_checks import FIGURES
from yihu.exchange.profile import Batch
from yihu.exchange.setwise import Field, any_differs, changes, counted, indexed, made_id, remake, run
from yihu.kernel import clock
from yihu.kernel.problems import ValidationFailed

TITLES = {(told.item, told.figure): told.title for told in FIGURES}
LISTS = {(item.code, one.name): one.list for item in ITEMS.values() for one in judging.fields_of(item) if one.list}


class Seen(Field):
    """The figures of a check, named as people read them."""

    def told(self, row: str) -> str:
        names = ", ".join(
            f"('{of}', '{name}', '{title}', '{LISTS.get((of, name), '')}')" for (of, name), title in TITLES.items()
        )
        return f"""
            (select string_agg(t.title || '：' || coalesce(c.label, case f.value when 'true' then '是' when 'false' then '否'
                                                          else f.value end), '；' order by t.title)
             from jsonb_each_text({row}.figures) f
             join (values {names}) as t (item, figure, title, list) on t.item = {row}.item and t.figure = f.key
             left join code c on c.list = t.list and c.code = f.value)
        """


LABELS = tuple((result.value, said) for result, said in judging.SAID.items())
CHECK = (Field("result", "结果", labels=LABELS), Seen("figures", "情况"), Field("note", "情况说明"))
MATCHED = """
    select s.row_no, coalesce(i.household_id, n.id) as found_household, i.household_id as id_household, n.id as no_household,
           h.id as household_id, h.region_code, coalesce(b.many, 0) as same_names,
           case when s.item = any(:per_member) then coalesce(i.id, b.id) end as member_id
    from stage s
    left join member i on i.county = :county and i.id_hash = s.id_hash and i.left_on is null
    left join household n on n.county = :county and n.household_no = s.household_no
    left join household h on h.county = :county and h.id = coalesce(i.household_id, n.id) and h.region_code >= :lo
                          and h.region_code < :hi
    left join lateral (
        select min(m.id::text)::uuid as id, count(*) as many from member m
        where m.county = :county and m.household_id = h.id and m.name = s.person and m.left_on is null
    ) b on s.id_hash is null and s.person is not null
"""
CHECKS = """
    insert into fault
    select s.row_no, v.field, v.code, v.message
    from stage s join matched k using (row_no)
    cross join lateral (values
        ('户编号', 'household_not_named', '户编号和证件号码至少填一项', s.household_no is null and s.id_hash is null),
        ('证件号码', 'person_not_found', '您的辖区内没有登记此人', s.id_hash is not null and k.household_id is null),
        ('户编号', 'household_not_found', '您的辖区内没有这一户',
         s.id_hash is null and s.household_no is not null and k.household_id is null),
        ('户编号', 'person_disagrees', '证件号码登记在另一户', k.id_household <> k.no_household),
        ('核查日期', 'in_the_future', '核查日期不能晚于今天', s.checked_on > cast(:today as date)),
        ('姓名', 'member_not_named', '这一项按人核查，请填写姓名或证件号码',
         s.item = any(:per_member) and s.id_hash is null and s.person is null),
        ('姓名', 'member_not_found', '这一户没有这位家庭成员', s.item = any(:per_member) and k.household_id is not null
         and s.id_hash is null and s.person is not null and k.same_names = 0),
        ('姓名', 'member_ambiguous', '这一户有同名成员，请填写证件号码', s.item = any(:per_member) and k.same_names > 1)
    ) as v (field, code, message, holds)
    where v.holds and s.errors is null
"""
TWICE = """
    insert into fault
    select row_no, '项目', 'check_twice_in_list', '与第 ' || first || ' 行重复'
    from (select s.row_no, min(s.row_no) over (partition by s.item, s.checked_on, k.household_id, k.member_id) as first
          from stage s join matched k using (row_no)
          where s.errors is null and s.row_no not in (select row_no from fault)) d
    where row_no > first
"""
REFUSED = "select row_no from stage where errors is not null union select row_no from fault"
ALIKE = """
    select s.item, s.figures, s.result, left(k.region_code, 12) as place, s.checked_on,
           s.note is not null as worded, array_agg(s.row_no) as rows
    from stage s join matched k using (row_no)
    where s.errors is null and s.row_no not in (select row_no from fault) group by 1, 2, 3, 4, 5, 6
"""
JUDGED = """
    create temp table judged (row_no int, result text, figures jsonb, reasons text[], rule_version text) on commit drop
"""
JUDGE = """
    insert into judged select unnest(cast(:rows as int[])), :result, cast(:figures as jsonb), :reasons, :version
"""
REFUSE = "insert into fault select unnest(cast(:rows as int[])), :field, :code, :message"
PLAN = f"""
    select k.*, c.id as assurance_check_id, {made_id("k.row_no")} as new_id, coalesce(c.id, {made_id("k.row_no")}) as id,
           case when c.id is null then 'new' when {any_differs(CHECK, "k", "c")} then 'changed' else 'unchanged' end as action
    from (select s.row_no, s.item, s.checked_on, j.result, j.figures, j.reasons, j.rule_version, s.note, s.checker,
                 k.household_id, k.member_id, k.region_code
          from stage s join matched k using (row_no) join judged j using (row_no)
          where s.row_no not in (select row_no from refused)) k
    left join lateral (
        select x.id, x.result, x.figures, x.note from assurance_check x
        where x.county = :county and x.household_id = k.household_id and x.item = k.item
          and x.member_id is not distinct from k.member_id and x.checked_on = k.checked_on and x.voided_on is null
        order by x.id desc limit 1
    ) c on true
"""
OUTCOME = f"""
    select s.row_no, coalesce(k.region_code, :lo) as region_code,
           concat_ws(' ', coalesce(s.person, h.head_name), (select label from code where list = 'assurance_item' and code = s.item)) as label,
           coalesce(p.action, 'rejected') as action, k.household_id as target_id,
           jsonb_strip_nulls(jsonb_build_object('核查日期', s.checked_on, '户编号', s.household_no, '证件号码', s.id_masked,
               '结果', {CHECK[0].told("j")}, '情况说明', s.note)) as data,
           case when p.action = 'changed' then {changes(CHECK, "p", "c")} else '[]' end as changes,
           coalesce(s.errors, '[]') || coalesce(e.errors, '[]') as errors
    from stage s
    left join matched k using (row_no)
    left join household h on h.county = :county and h.id = k.household_id
    left join judged j using (row_no)
    left join row_plan p using (row_no)
    left join assurance_check c on c.county = :county and c.id = p.assurance_check_id and p.action = 'changed'
    left join (select row_no, jsonb_agg(jsonb_build_object('column', field, 'code', code, 'message', message)) as errors
               from fault group by row_no) e using (row_no)
"""
COUNTS = """
    select count(distinct household_id) filter (where action <> 'unchanged') as households_checked,
           count(*) filter (where action <> 'unchanged' and result = 'defect') as defects_found from row_plan
"""


def plan(session: Session, batch: Batch) -> dict[str, int]:
    per_member = [code for code, item in ITEMS.items() if item.per_member]
    binds = batch.binds | {"today": clock.business_date(), "per_member": per_member}
    remake(session, "matched", MATCHED, binds, "row_no")
    run(session, CHECKS, binds)
    _judge(session)
    run(session, TWICE, binds)
    remake(session, "refused", REFUSED, binds, "row_no")
    remake(session, "row_plan", PLAN, binds, "row_no")
    return counted(session, COUNTS, binds)


def _judge(session: Session) -> None:
    session.execute(text("drop table if exists pg_temp.judged"))
    session.execute(text(JUDGED))
    said, refused = [], []
    for rows, found in _verdicts(session):
        if isinstance(found, judging.Judged):
            figures = json.dumps(found.figures, ensure_ascii=False)
            said.append({"rows": rows, "result": found.result, "figures": figures, "reasons": found.reasons, "version": found.version})  # fmt: skip
        else:
            refused.append({"rows": rows, **found})
    for statement, each in ((JUDGE, said), (REFUSE, refused)):
        if each:
            session.execute(text(statement), each)
    indexed(session, "judged", "row_no")


def _verdicts(session: Session) -> Iterator[tuple[list[int], judging.Judged | dict[str, str]]]:
    terms: dict[Any, judging.Terms] = {}
    for row in session.execute(text(ALIKE)).all():
        where = (row.place, row.checked_on)
        if where not in terms:
            terms[where] = judging.Terms(session, *where)
        try:
            said = Result(row.result) if row.result else None
            found = judging.judge(judging.item_of(row.item, ""), terms[where], row.figures, said, "")
        except ValidationFailed as error:
            about = error.extensions["errors"][0]
            column = TITLES.get((row.item, about["pointer"].rpartition("/")[2]), "结果")
            yield row.rows, {"field": column, "code": about["code"], "message": about["message"]}
            continue
        if found.result is Result.DEFECT and not found.figures and not row.worded:
            yield row.rows, {"field": "情况说明", "code": "missing", "message": "未达标请写明什么问题"}
            continue
        yield row.rows, found

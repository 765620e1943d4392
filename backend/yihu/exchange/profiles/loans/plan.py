"""What a bank's list means for the loans at hand. Tables of the transaction: `stage`, `matched`, `fault`, `row_plan`."""

from sqlalchemy.orm import Session

from yihu.exchange.profile import Batch
from yihu.exchange.setwise import Field, any_differs, changes, counted, made_id, remake, run

LOAN = (
    Field("principal", "贷款金额"),
    Field("balance", "贷款余额"),
    Field("rate", "年利率"),
    Field("lent_on", "放款日期"),
    Field("due_on", "到期日期"),
    Field("purpose", "贷款用途"),
    Field("state", "贷款状态", labels=(("active", "在贷"), ("settled", "结清"), ("renewed", "续贷"))),
    Field("contact_name", "银行联系人"),
    Field("contact_phone", "银行联系电话"),
)
INSIDE = "h.region_code >= :lo and h.region_code < :hi"
# Whose loan it is: by ID number, else by household number and, inside the household, by name.
MATCHED = f"""
    select s.row_no, h.id as household_id, h.region_code, l.id as loan_id, l.household_id as loan_household,
           case when s.id_hash is not null then p.id else b.id end as borrower_id,
           p.household_id as id_household, n.id as no_household,
           coalesce(s.state, case when l.state = 'renewed' then l.state when s.balance > 0 then 'active' else 'settled' end)
               as state
    from stage s
    left join member p on p.county = :county and p.id_hash = s.id_hash and p.left_on is null
    left join household n on n.county = :county and n.household_no = s.household_no
    left join household h on h.county = :county and h.id = coalesce(p.household_id, n.id) and {INSIDE}
    left join lateral (
        select min(m.id::text)::uuid as id from member m
        where m.county = :county and m.household_id = n.id and m.name = s.borrower_name and m.left_on is null
        having count(*) = 1
    ) b on s.id_hash is null
    left join loan l on l.county = :county and l.bank_code = s.bank_code and l.contract_no = s.contract_no
"""
CHECKS = """
    insert into fault
    select s.row_no, v.field, v.code, v.message
    from stage s join matched k using (row_no)
    cross join lateral (values
        ('户编号', 'borrower_not_named', '户编号和借款人证件号码至少填一项', s.household_no is null and s.id_hash is null),
        ('借款人证件号码', 'borrower_not_found', '您的辖区内没有登记此人',
         s.id_hash is not null and k.household_id is null and s.errors is null),
        ('户编号', 'borrower_not_found', '您的辖区内没有这一户',
         s.id_hash is null and s.household_no is not null and k.household_id is null and s.errors is null),
        ('户编号', 'borrower_disagrees', '证件号码登记在另一户',
         k.id_household is not null and k.no_household is not null and k.id_household <> k.no_household),
        ('合同号', 'contract_of_another_household', '这个合同号登记在另一户名下', k.loan_household <> k.household_id),
        ('贷款金额', 'out_of_range', '贷款金额应大于零', s.principal = 0),
        ('贷款余额', 'balance_over_principal', '余额大于贷款金额', s.balance > s.principal),
        ('到期日期', 'due_before_lent', '到期日应晚于放款日', s.due_on <= s.lent_on),
        ('贷款状态', 'state_against_balance', '在贷的余额应大于零，结清的余额应为零',
         s.state <> 'renewed' and (s.state = 'active') <> (s.balance > 0))
    ) as v (field, code, message, holds)
    where v.holds
"""
TWICE = """
    insert into fault
    select s.row_no, '合同号', 'contract_twice_in_list', '与第 ' || d.first || ' 行是同一合同'
    from (select bank_code, contract_no, min(row_no) as first from stage
          where bank_code is not null and contract_no is not null group by 1, 2 having count(*) > 1) d
    join stage s using (bank_code, contract_no) where s.row_no > d.first
"""
REFUSED = "select row_no from stage where errors is not null union select row_no from fault"
OTHER_BORROWER = "(p.borrower_id is not null and p.borrower_id is distinct from l.borrower_id)"
GOOD = """
    select s.row_no, k.household_id, k.region_code, k.borrower_id, k.loan_id, k.state, s.bank_code, s.contract_no,
           s.principal, s.balance, s.rate, s.lent_on, s.due_on, s.purpose, s.contact_name, s.contact_phone
    from stage s join matched k using (row_no) where s.row_no not in (select row_no from refused)
"""
PLAN = f"""
    select p.*, coalesce(p.loan_id, {made_id("p.row_no")}) as id,
           case when l.id is null then 'new' when {any_differs(LOAN, "p", "l")} or {OTHER_BORROWER} then 'changed'
                else 'unchanged' end as action
    from good p left join loan l on l.county = :county and l.id = p.loan_id
"""
BORROWER = f"""
    case when {OTHER_BORROWER} then jsonb_build_array(jsonb_build_object('field', 'borrower_id', 'title', '借款人',
         'old', (select name from member x where x.county = :county and x.id = l.borrower_id),
         'new', (select name from member x where x.county = :county and x.id = p.borrower_id))) else '[]' end
"""
OUTCOME = f"""
    select s.row_no, coalesce(k.region_code, :lo) as region_code, concat_ws(' ', s.borrower_name, s.contract_no) as label,
           case when p.row_no is null then 'rejected' else p.action end as action, k.household_id as target_id,
           jsonb_strip_nulls(jsonb_build_object('户编号', s.household_no, '借款人证件号码', s.id_masked,
               '借款人', s.borrower_name, '合同号', s.contract_no, '贷款余额', s.balance::text, '到期日期', s.due_on)) as data,
           case when p.action = 'changed' then {changes(LOAN, "p", "l")} || {BORROWER} else '[]' end as changes,
           coalesce(s.errors, '[]') || coalesce(e.errors, '[]') as errors
    from stage s
    left join matched k using (row_no)
    left join row_plan p using (row_no)
    left join loan l on l.county = :county and l.id = p.loan_id and p.action = 'changed'
    left join (select row_no, jsonb_agg(jsonb_build_object('column', field, 'code', code, 'message', message)) as errors
               from fault group by row_no) e using (row_no)
"""
COUNTS = """
    select (select count(distinct household_id) from row_plan where action <> 'unchanged') as households_changed,
           (select count(*) from loan l where l.county = :county and l.region_code >= :lo and l.region_code < :hi
            and l.state = 'active' and l.bank_code in (select bank_code from row_plan)
            and not exists (select from row_plan p where p.loan_id = l.id)) as loans_not_in_list
"""


def plan(session: Session, batch: Batch) -> dict[str, int]:
    binds = batch.binds
    remake(session, "matched", MATCHED, binds, "row_no")
    for check in (CHECKS, TWICE):
        run(session, check, binds)
    remake(session, "refused", REFUSED, binds, "row_no")
    remake(session, "good", GOOD, binds)
    remake(session, "row_plan", PLAN, binds, "row_no")
    return counted(session, COUNTS, binds)

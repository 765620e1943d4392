"""还款: a payment lowers its loan's balance once, to the cent, whatever lists name it.

A bank's list of loans may have counted it already: where a row says what was left after the payment, and that is what the loan
has now, the payment and those before it are recorded and nothing is lowered again.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from yihu.accounts.permissions import Permission
from yihu.exchange.forms.repayments import FORM
from yihu.exchange.profile import Batch
from yihu.exchange.records import Records, acting, since
from yihu.exchange.register import Check, Register
from yihu.exchange.restoring import restored
from yihu.exchange.setwise import Field, counted, remake, run
from yihu.loans import rounds
from yihu.loans.models import Loan, LoanRepayment

SAME = """
    x.county = :county and x.loan_id = {row}.loan_id
    and (x.receipt_no = {row}.receipt_no
         or (x.receipt_no is null or {row}.receipt_no is null) and x.paid_on = {row}.paid_on and x.amount = {row}.amount)
"""
MATCHED = """
    select s.row_no, l.id as loan_id, l.household_id, l.region_code, l.balance, l.lent_on, l.principal, h.household_no,
           b.name as borrower, r.amount as receipt_amount
    from stage s
    left join loan l on l.county = :county and l.bank_code = s.bank_code and l.contract_no = s.contract_no
                     and l.region_code >= :lo and l.region_code < :hi
    left join household h on h.county = :county and h.id = l.household_id
    left join member b on b.county = :county and b.id = l.borrower_id
    left join loan_repayment r on r.county = :county and r.loan_id = l.id and r.receipt_no = s.receipt_no
"""
STRANGER = """
    s.person is not null and k.loan_id is not null and s.person is distinct from k.borrower
    and not exists (select from member m where m.county = :county and m.household_id = k.household_id and m.name = s.person)
"""
REPEATED = """
    insert into fault
    select distinct on (b.row_no) b.row_no, '流水号',
           case when b.receipt_no = a.receipt_no then 'repayment_twice_in_list' else 'repayment_not_told_apart' end,
           case when b.receipt_no = a.receipt_no then '与第 ' || a.row_no || ' 行是同一流水号'
                else '与第 ' || a.row_no || ' 行同一天、同样金额，请填写流水号' end
    from (select s.*, k.loan_id from stage s join matched k using (row_no)) a
    join (select s.*, k.loan_id from stage s join matched k using (row_no)) b on b.loan_id = a.loan_id and b.row_no > a.row_no
      and (b.receipt_no = a.receipt_no
           or (a.receipt_no is null or b.receipt_no is null) and b.paid_on = a.paid_on and b.amount = a.amount)
    where a.errors is null and b.errors is null and b.row_no not in (select row_no from fault)
    order by b.row_no, a.row_no
"""
# Payments not yet on file in the order they were made, and what each leaves of its loan. A list that says somewhere what the
# loan has now has been counted up to there.
COUNTED = f"""
    select g.*, case when counted and left_over < 0 then 'over_balance'
                     when counted and balance_after <> left_over then 'balance_disagrees' end as bad
    from (select f.*, known_to is null or place > known_to as counted,
                 balance - sum(amount) filter (where known_to is null or place > known_to)
                     over (partition by loan_id order by place) as left_over
          from (select e.*, max(place) filter (where balance_after = balance) over (partition by loan_id) as known_to
                from (select s.row_no, s.amount, s.balance_after, k.loan_id, k.balance,
                             row_number() over (partition by k.loan_id order by s.paid_on, s.row_no) as place
                      from stage s join matched k using (row_no)
                      where s.errors is null and s.row_no not in (select row_no from fault)
                        and not exists (select from loan_repayment x, (select k.loan_id, s.receipt_no, s.paid_on, s.amount) n
                                        where {SAME.format(row="n")})) e) f) g
"""
# What follows a refused payment rests on it.
REFUSED = """
    insert into fault
    select row_no, v.field, v.code, v.message
    from (select c.*, min(place) filter (where bad is not null) over (partition by loan_id) as first_bad from counted c) d
    join lateral (values
        ('还款本金', 'over_balance', '还款超过贷款余额，还款前只剩 ' || left_over + amount || ' 元', place = first_bad),
        ('还款后余额', 'balance_disagrees', '按台账还款后应为 ' || left_over || ' 元，请核对余额或是否漏了还款', place = first_bad),
        ('合同号', 'earlier_refused', '同一合同前面的还款没有通过', place > first_bad)
    ) v (field, code, message, holds) on v.holds and v.code = case when place > first_bad then 'earlier_refused' else bad end
"""


def judge(session: Session, binds: Mapping[str, Any]) -> None:
    run(session, REPEATED, binds)
    remake(session, "counted", COUNTED, binds, "row_no")
    run(session, REFUSED, binds)


LOANS = Records("loan", "LoanChanged", plan="loan_plan")
LOAN_PLAN = """
    select min(row_no) as row_no, loan_id, loan_id as id, region_code, 'changed' as action, sum(amount) as amount
    from row_plan where action = 'new' and counted group by loan_id, region_code
"""
LOWER = """
    update loan x set balance = x.balance - p.amount,
        state = case when x.balance = p.amount and x.state = 'active' then 'settled' else x.state end,
        version = x.version + 1, updated_at = now()
    from loan_plan p where x.county = :county and x.id = p.loan_id
"""
TOUCHED = "select loan_id from loan_plan"


def lower(session: Session, batch: Batch) -> dict[str, int]:
    """The balances; a loan that is paid off is settled, and its notices are over."""
    binds = acting(session, batch)
    remake(session, "loan_plan", LOAN_PLAN, binds, "loan_id")
    for step in (*LOANS.before, LOWER, *LOANS.after):
        run(session, step, binds)
    told = rounds.after_change(session, batch.county, session.scalars(text(TOUCHED)).all())
    return {f"notices_{what}": count for what, count in told.items()}


def reverse(session: Session, batch: Batch) -> dict[str, int]:
    binds = acting(session, batch)
    records = REGISTER.records
    remake(session, "undoing_row", records.undoing, binds, "row_id")
    for step in (*records.undone, records.delete):
        run(session, step, binds)
    restored(session, LoanRepayment, binds)
    counts = counted(session, records.counts, binds)
    remake(session, "undoing_row", LOANS.undoing, binds, "row_id")
    for step in LOANS.undone:
        run(session, step, binds)
    restored(session, Loan, binds)
    rounds.after_change(session, batch.county)
    return counts


REGISTER = Register(
    FORM,
    Permission.LOANS_IMPORT,
    LoanRepayment,
    looks_at=("household", "member", "loan"),
    matched=MATCHED,
    checks=(
        Check("合同号", "loan_not_found", "您的辖区内没有这笔贷款，请先导入贷款清单", "k.loan_id is null"),
        Check("借款人", "borrower_disagrees", "这笔贷款登记在户编号 {k.household_no} 名下", STRANGER),
        Check("还款日期", "in_the_future", "还款日期不能晚于今天", "s.paid_on > cast(:today as date)"),
        Check("还款日期", "before_lent", "还款日期不能早于放款日期 {k.lent_on}", "s.paid_on < k.lent_on"),
        Check("还款本金", "out_of_range", "还款本金应大于零", "s.amount = 0"),
        Check("流水号", "receipt_of_another", "这个流水号已登记为还款 {k.receipt_amount} 元", "k.receipt_amount <> s.amount"),
    ),
    judge=judge,
    rows="stage s join matched k using (row_no) left join counted c using (row_no)",
    says={
        "counted": "coalesce(c.counted, false)",
        "balance_after": "case when c.counted then c.left_over else s.balance_after end",
    },
    once=None,
    same=SAME.format(row="n"),
    newest="x.receipt_no = n.receipt_no desc nulls last, x.id",
    key=("loan_id", "household_id", "paid_on", "amount", "balance_after", "counted"),
    fields=(Field("interest", "利息"), Field("receipt_no", "流水号")),
    label="concat_ws(' ', coalesce(s.person, k.borrower), s.contract_no)",
    data={
        "合同号": "s.contract_no", "还款日期": "s.paid_on", "还款本金": "s.amount::text", "利息": "s.interest::text",
        "还款后余额": "coalesce(p.balance_after, s.balance_after)::text", "流水号": "s.receipt_no",
        "说明": "case when p.action = 'new' and not p.counted then '贷款余额已扣减过，只登记' end",
    },
    counts="""
        select count(distinct loan_id) filter (where action = 'new' and counted) as loans_repaid,
               count(*) filter (where action = 'new' and not counted) as repayments_counted_before from row_plan
    """,
    # A payment stays where its loan has changed since: nothing else says what the balance would be without it.
    recorded=Records("loan_repayment", free=since("loan", "loan_id")),
    follow=lower,
    own_reverse=reverse,
)  # fmt: skip
PROFILE = REGISTER.profile()

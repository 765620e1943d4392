"""信用评级授信: a household's rating by a bank on a day; another list of the same day corrects it."""

from yihu.accounts.permissions import Permission
from yihu.exchange.forms.credit_ratings import FORM
from yihu.exchange.register import Check, Once, Register, unjudged
from yihu.exchange.setwise import Field
from yihu.exchange.whose import NAMED, matched, of_the_household
from yihu.loans.models import CreditRating

PROFILE = Register(
    FORM,
    Permission.LOANS_IMPORT,
    CreditRating,
    looks_at=("household", "member"),
    matched=matched(),
    checks=(
        *NAMED,
        of_the_household("户主"),
        Check("评级日期", "in_the_future", "评级日期不能晚于今天", "s.rated_on > cast(:today as date)"),
        Check("有效期至", "before_start", "有效期应晚于评级日期", "s.valid_to <= s.rated_on"),
    ),
    once=Once("k.household_id, s.bank_code, s.rated_on", "户编号", "rating_twice_in_list"),
    same="x.household_id = n.household_id and x.bank_code = n.bank_code and x.rated_on = n.rated_on",
    key=("household_id", "bank_code", "rated_on"),
    fields=(
        Field("grade", "信用等级"), Field("score", "评分"), Field("credit_limit", "授信额度"), Field("valid_to", "有效期至"),
        Field("wants_loan", "有贷款意愿", kind="bool"),
    ),
    sets={"source": ":source"},
    label="coalesce(s.person, s.household_no)",
    data={
        "户编号": "s.household_no", "证件号码": "s.id_masked", "评级日期": "s.rated_on", "信用等级": "s.grade",
        "授信额度": "s.credit_limit::text",
    },
    counts="""
        select count(distinct household_id) filter (where action <> 'unchanged') as households_rated,
               count(distinct household_id) filter (where action <> 'unchanged' and credit_limit > 0) as households_granted_credit
        from row_plan
    """,
    follow=unjudged,
).profile()  # fmt: skip

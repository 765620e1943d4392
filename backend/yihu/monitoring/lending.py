"""What a loan's purpose says: production or one of the uses that are not allowed (code list `loan_misuse`)."""

from sqlalchemy import ColumnElement, func, select

from yihu.loans.models import Loan
from yihu.policy.models import Code


def misuse() -> ColumnElement[str]:
    """The label of the first use that the purpose names and that is not allowed; null where it names none."""
    words = func.array_to_string(func.array_append(Code.aliases, Code.label), "|")
    return (
        select(Code.label)
        .where(Code.list == "loan_misuse", Loan.purpose.regexp_match(words))
        .order_by(Code.sort)
        .limit(1)
        .correlate(Loan)
        .scalar_subquery()
    )

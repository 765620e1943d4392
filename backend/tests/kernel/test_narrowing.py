import pytest
from sqlalchemy import bindparam, select, text

from yihu.kernel import narrowing
from yihu.loans.models import Loan

SETS = frozenset(narrowing.SETS)
FROM_LO = Loan.region_code >= bindparam("lo")


@pytest.mark.parametrize(
    "statement",
    [
        text("select 1 from loan where county = :county and region_code >= :lo and region_code < :hi"),
        select(Loan.id).where(FROM_LO, Loan.region_code < bindparam("hi")),
    ],
)
def test_an_area_takes_the_villages_of_a_set(statement):
    assert "region_code = any(array(" in str(narrowing.narrowed(statement, SETS)).lower().replace(" (", "(")


@pytest.mark.parametrize(
    "statement",
    [
        text("select 1 from loan where county = :county and starts_with(region_code, :lo)"),
        select(Loan.id).where(FROM_LO, Loan.region_code < bindparam("end")),
    ],
)
def test_an_area_that_ends_otherwise_is_no_silent_answer(statement):
    with pytest.raises(ValueError, match="no area ends at :hi"):
        narrowing.narrowed(statement, SETS)


def test_what_has_no_area_stays_as_it_is():
    statement = text("select 1 from campaign where county = :county")
    assert str(narrowing.narrowed(statement, SETS)) == str(statement)

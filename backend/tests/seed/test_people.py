from collections import Counter
from datetime import date

import pytest

from yihu.households.identity import parse
from yihu.seed import generate

TODAY = date(2026, 11, 23)
VILLAGES = ["511921119200", "511921119213", "511921119001"]


def made(seed=1, count=600):
    return list(generate.demo(generate.shares(VILLAGES, count, seed), seed, TODAY, [2024, 2025]))


@pytest.fixture(scope="module")
def households():
    return made()


def test_the_same_seed_makes_the_same_people(households):
    assert made() == households
    assert [h.head.name for h in made(seed=2)] != [h.head.name for h in households]


def test_shares_add_up_and_communities_are_smaller():
    codes = [f"5119211192{n:02d}" for n in range(60)]
    assert sum(generate.shares(codes, 100_000, 7).values()) == 100_000
    shares = generate.shares(VILLAGES, 900, 1)
    assert min(shares, key=shares.__getitem__) == "511921119001"


def test_every_household_has_one_head_and_numbers_are_unique(households):
    assert all([p.relation for p in h.members].count("02") == 1 and h.head.relation == "02" for h in households)
    people = [person for h in households for person in h.members]
    assert max(Counter(p.id_number for p in people).values()) == 1
    assert len({h.household_no for h in households}) == len(households) == 600
    assert 3.1 < len(people) / len(households) < 3.7


def test_numbers_are_valid_and_agree_with_sex_and_birthday(households):
    for person in (person for h in households for person in h.members):
        number = parse(person.id_number)
        assert (number.born_on, number.sex) == (person.born_on, "2" if person.female else "1")
        assert person.born_on <= TODAY


def test_ages_fit_kinship_and_school(households):
    for household in households:
        head = household.head.age(TODAY)
        assert head >= 18
        for person in household.members:
            age = person.age(TODAY)
            if person.relation in {"20", "30"}:
                assert 15 <= head - age <= 60
            if person.relation in {"51", "52", "53", "54"}:
                assert age - head >= 18
            if person.relation in {"41", "42"}:
                assert head - age >= 35
            if person.schooling == "primary":
                assert 6 <= age <= 12
            if person.labour in {"ordinary", "skilled"}:
                assert age >= 16
            assert person.works == (person.work_months > 0)


def test_income_is_positive_and_causes_are_shown_by_the_family(households):
    for household in households:
        assert set(household.income) == {2024, 2025}
        assert all(amount > 0 for lines in household.income.values() for amount in lines.values())
        found = household.standing
        if found.household_class in {"general_exited", "ordinary"}:
            assert (found.main_cause is None) == (found.household_class == "ordinary")
        if found.main_cause == "disability":
            assert any(person.disability for person in household.members)


def test_loans_stand_on_every_rung_of_the_ladder(households):
    loans = [(h, loan) for h in households for loan in h.loans]
    days = [(loan.due_on - TODAY).days for _, loan in loans if loan.state == "active"]
    rungs = [(-400, -1), (0, 30), (31, 60), (61, 70), (71, 1100)]
    assert all(any(first <= day <= last for day in days) for first, last in rungs)
    assert {loan.state for _, loan in loans} == {"active", "settled", "renewed"}
    for household, loan in loans:
        assert loan.lent_on < loan.due_on
        assert loan.lent_on < TODAY
        assert 0 <= loan.balance <= loan.principal <= 50_000
        assert (loan.balance == 0) == (loan.state == "settled")
        assert 18 <= household.members[loan.borrower].age(TODAY) <= 65

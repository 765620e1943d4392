"""Writes invented households with COPY, a chunk at a time: no object and no statement per row."""

import gc
import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from psycopg import Connection
from psycopg.types.json import Jsonb

from yihu.households.identity import mask
from yihu.households.models import Household, HouseholdHistory, IncomeRecord, Member
from yihu.kernel import pinyin
from yihu.kernel.crypto import blind_index, masked, seal
from yihu.kernel.models import CountyRecord
from yihu.loans.models import Loan
from yihu.seed.generate import PHONE_RANGE, DemoHousehold
from yihu.seed.livelihood import DemoLoan

TABLES: tuple[type[CountyRecord], ...] = (Household, Member, HouseholdHistory, IncomeRecord, Loan)
"""In the order that foreign keys ask for."""

CHUNK = 4000
"""Households whose rows are held in memory at once."""

SOURCE = "演示数据"
REGISTERED_ON, MONITORED_ON = date(2014, 1, 1), date(2021, 9, 1)
CONTACTS = {"rcb": "农商银行信贷部", "psbc": "邮储银行信贷部", "abc": "农业银行三农部", "vtb": "村镇银行信贷部"}
BANK_PHONE = f"{PHONE_RANGE}00000000"

Row = dict[str, Any]
"""Column -> value; all rows of a table name the same columns in the same order."""
Rows = dict[type[CountyRecord], list[Row]]


def copy(connection: Connection[Any], households: Iterable[DemoHousehold], known: set[bytes]) -> dict[str, int]:
    """Write the households and all that hangs on them; return how many rows each table took.

    A household with a person whose blind index is in `known`, already on file, is left out.
    """
    counts: dict[str, int] = defaultdict(int)
    # While PostgreSQL takes one chunk in, the next is being invented.
    with _no_garbage(), ThreadPoolExecutor(max_workers=1) as writer:
        writing: Future[None] | None = None
        for rows in _chunks(households, known):
            if writing:
                writing.result()
            writing = writer.submit(_write, connection, rows)
            for table in TABLES:
                counts[table.__tablename__] += len(rows[table])
        if writing:
            writing.result()
    return counts


@contextmanager
def _no_garbage() -> Iterator[None]:
    """Rows by the hundred thousand refer to nothing in circles; looking for circles among them costs a sixth."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _chunks(households: Iterable[DemoHousehold], known: set[bytes]) -> Iterator[Rows]:
    rows: Rows = defaultdict(list)
    for household in households:
        if known and any(blind_index(person.id_number) in known for person in household.members):
            continue
        for table, row in _rows(household):
            rows[table].append(row)
        if len(rows[Household]) >= CHUNK:
            yield rows
            rows = defaultdict(list)
    yield rows


def _write(connection: Connection[Any], rows: Rows) -> None:
    for table in TABLES:
        if rows[table]:
            columns = ", ".join(rows[table][0])
            with (
                connection.cursor() as cursor,
                cursor.copy(f"copy {table.__tablename__} ({columns}) from stdin") as stream,
            ):
                for row in rows[table]:
                    stream.write_row(tuple(row.values()))


def _new_id() -> str:
    return secrets.token_hex(16)


def _rows(household: DemoHousehold) -> Iterator[tuple[type[CountyRecord], Row]]:
    place: Row = {"county": household.village_code[:6], "region_code": household.group_code}
    household_id = _new_id()
    mine = place | {"household_id": household_id}
    yield Household, {"id": household_id} | place | _household(household)
    members = [_new_id() for _ in household.members]
    for number, member_id in enumerate(members, 1):
        yield Member, {"id": member_id} | mine | _member(household, number)
    for line in _history(household):
        yield HouseholdHistory, mine | line | {"source": SOURCE}
    for year, lines in household.income.items():
        for item, amount in lines.items():
            yield IncomeRecord, mine | {"year": year, "item": item, "amount": amount}
    for loan in household.loans:
        yield Loan, mine | _loan(household, loan, members[loan.borrower])


def _household(household: DemoHousehold) -> Row:
    """All columns, the derived ones too: `derive.refresh` then finds nothing to correct but issues."""
    found, phone = household.standing, household.phone
    year = max(household.income)
    net = _net(household, year)
    return {
        "household_no": household.household_no,
        "natural_village": household.group_name,
        "head_name": household.head.name,
        "head_sort": pinyin.sort_key(household.head.name),
        "member_count": len(household.members),
        "household_class": found.household_class,
        "status": found.status,
        "exited_year": found.exited_year,
        "household_type": found.household_type,
        "main_cause": found.main_cause,
        "other_causes": found.other_causes,
        "special_groups": sorted({group for person in household.members for group in person.special_groups}),
        "unsafe_housing": found.unsafe_housing,
        "water_safe": not found.water_difficult,
        "water_difficult": found.water_difficult,
        "declared_income": net,
        "declared_income_year": year,
        "net_income_per_capita": net,
        "income_year": year,
        "active_loan_count": sum(loan.state == "active" for loan in household.loans),
        "phone": seal(phone, "household.phone"),
        "phone_hash": blind_index(phone),
        "phone_masked": masked(phone, 3, 4),
        "search_text": _search_text(household),
        "conditions": Jsonb(household.conditions),
        "created_at": MONITORED_ON,
    }


def _member(household: DemoHousehold, number: int) -> Row:
    person = household.members[number - 1]
    disability_class, disability_grade = person.disability or (None, None)
    return {
        "person_no": f"{household.household_no}{number:02d}",
        "name": person.name,
        "name_initials": pinyin.initials(person.name),
        "name_sort": pinyin.sort_key(person.name),
        "relation": person.relation,
        "sex": "2" if person.female else "1",
        "born_on": person.born_on,
        "nation": person.nation,
        "education": person.education,
        "schooling": person.schooling,
        "health": person.health,
        "labour": person.labour,
        "work_status": person.work_status,
        "work_months": person.work_months,
        "serious_illness_insured": person.insured,
        "special_groups": person.special_groups,
        "disability_class": disability_class,
        "disability_grade": disability_grade,
        "id_number": seal(person.id_number, "member.id_number"),
        "id_hash": blind_index(person.id_number),
        "id_masked": mask(person.id_number),
    }


def _search_text(household: DemoHousehold) -> str:
    people = [f"{person.name} {pinyin.initials(person.name)}" for person in household.members]
    return "\n".join([*people, household.household_no, household.group_name])


def _net(household: DemoHousehold, year: int) -> Decimal:
    lines = household.income[year]
    total = sum((-amount if item == "production_cost" else amount for item, amount in lines.items()), Decimal(0))
    return (total / len(household.members)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _history(household: DemoHousehold) -> Iterator[Row]:
    """From the registration on, by way of the exit, to what it is today."""
    found = household.standing
    lasting = {"household_type": found.household_type, "main_cause": found.main_cause}
    steps: list[tuple[str, str | None, date]]
    if found.exited_year:
        exited_on = date(found.exited_year, 12, 31)
        monitored_on = MONITORED_ON if found.household_class == "unstable_exited" else exited_on
        steps = [
            ("registered_poor", "not_exited", REGISTERED_ON),
            ("general_exited", "exited", exited_on),
            (found.household_class, "exited", monitored_on),
        ]
    else:
        steps = [
            (
                found.household_class,
                found.status,
                REGISTERED_ON if found.household_class == "ordinary" else MONITORED_ON,
            )
        ]
    ends = [*(begin for _, _, begin in steps[1:]), None]
    for (household_class, status, begin), end in zip(steps, ends, strict=True):
        if begin != end:
            codes = {"household_class": household_class, "status": status}
            yield codes | lasting | {"valid_from": begin, "valid_to": end}


def _loan(household: DemoHousehold, loan: DemoLoan, borrower_id: str) -> Row:
    return {
        "borrower_id": borrower_id,
        "bank_code": loan.bank_code,
        "contract_no": f"{loan.bank_code.upper()}{loan.lent_on.year}{household.household_no[6:]}",
        "principal": loan.principal,
        "balance": loan.balance,
        "rate": loan.rate,
        "lent_on": loan.lent_on,
        "due_on": loan.due_on,
        "purpose": loan.purpose,
        "state": loan.state,
        "contact_name": CONTACTS[loan.bank_code],
        "contact_phone": BANK_PHONE,
    }

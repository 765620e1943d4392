"""Writes invented households with COPY, a chunk of villages at a time: no object, no statement per row."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID, uuid4

from psycopg import Connection
from psycopg.types.json import Jsonb

from yihu.households.identity import parse
from yihu.households.models import Household, HouseholdHistory, IncomeRecord, Member
from yihu.kernel import pinyin
from yihu.kernel.crypto import blind_index, masked, seal
from yihu.kernel.models import CountyRecord
from yihu.loans.models import Loan
from yihu.seed.generate import DemoHousehold
from yihu.seed.livelihood import DemoLoan

CHUNK = 4000
"""Households whose rows are held in memory at once."""

REGISTERED_ON = date(2014, 1, 1)
MONITORED_ON = date(2021, 9, 1)
SOURCE = "演示数据"
FEN = Decimal("0.01")

TABLES: dict[type[CountyRecord], tuple[str, ...]] = {
    Household: (
        "county", "id", "region_code", "household_no", "natural_village", "head_name", "head_sort", "member_count",
        "household_class", "status", "exited_year", "household_type", "main_cause", "other_causes", "unsafe_housing",
        "water_safe", "water_difficult", "declared_income", "declared_income_year", "net_income_per_capita",
        "income_year", "phone", "phone_hash", "phone_masked", "search_text", "conditions",
    ),
    Member: (
        "county", "id", "region_code", "household_id", "person_no", "name", "name_initials", "relation", "sex", "born_on",
        "nation", "education", "schooling", "health", "labour", "work_status", "work_months", "serious_illness_insured",
        "special_groups", "disability_class", "disability_grade", "id_number", "id_hash", "id_masked",
    ),
    HouseholdHistory: ("county", "id", "region_code", "household_id", "kind", "code", "valid_from", "valid_to", "source"),
    IncomeRecord: ("county", "id", "region_code", "household_id", "year", "item", "amount"),
    Loan: (
        "county", "id", "region_code", "household_id", "borrower_id", "bank_code", "contract_no", "principal", "balance",
        "rate", "lent_on", "due_on", "purpose", "state", "contact_name", "contact_phone",
    ),
}  # fmt: skip

Rows = dict[type[CountyRecord], list[tuple[Any, ...]]]


def copy(connection: Connection[Any], households: Iterable[DemoHousehold], known: set[bytes]) -> dict[str, int]:
    """Write the households and all that hangs on them; return how many rows each table took.

    A household with a person whose blind index is in `known`, already on file, is left out.
    """
    counts: dict[str, int] = defaultdict(int)
    rows: Rows = defaultdict(list)
    for household in households:
        if known and any(blind_index(person.id_number) in known for person in household.members):
            continue
        for table, row in _rows(household):
            rows[table].append(row)
        if len(rows[Household]) >= CHUNK:
            _flush(connection, rows, counts)
    _flush(connection, rows, counts)
    return counts


def _flush(connection: Connection[Any], rows: Rows, counts: dict[str, int]) -> None:
    for table, columns in TABLES.items():
        name = table.__tablename__
        with connection.cursor() as cursor, cursor.copy(f"copy {name} ({', '.join(columns)}) from stdin") as stream:
            for row in rows[table]:
                stream.write_row(row)
        counts[name] += len(rows[table])
    rows.clear()


def _rows(household: DemoHousehold) -> Iterator[tuple[type[CountyRecord], tuple[Any, ...]]]:
    place = (household.village_code[:6], household.group_code)
    household_id = uuid4()
    yield Household, _household_row(household, place, household_id)
    ids = [uuid4() for _ in household.members]
    for number, member_id in enumerate(ids, 1):
        yield Member, _member_row(household, number, (*place, household_id), member_id)
    for kind, code, valid_from, valid_to in _history(household):
        yield HouseholdHistory, (place[0], uuid4(), place[1], household_id, kind, code, valid_from, valid_to, SOURCE)
    for year, lines in household.income.items():
        for item, amount in lines.items():
            yield IncomeRecord, (place[0], uuid4(), place[1], household_id, year, item, amount)
    for loan in household.loans:
        yield Loan, _loan_row(household, loan, (*place, household_id), ids[loan.borrower])


def _loan_row(
    household: DemoHousehold, loan: DemoLoan, place: tuple[str, str, UUID], borrower_id: UUID
) -> tuple[Any, ...]:
    contract_no = f"{loan.bank_code.upper()}{loan.lent_on.year}{household.household_no[6:]}"
    return (
        place[0], uuid4(), place[1], place[2], borrower_id, loan.bank_code, contract_no, loan.principal, loan.balance,
        loan.rate, loan.lent_on, loan.due_on, loan.purpose, loan.state, CONTACTS[loan.bank_code], "15400000000",
    )  # fmt: skip


CONTACTS = {"rcb": "农商银行信贷部", "psbc": "邮储银行信贷部", "abc": "农业银行三农部", "vtb": "村镇银行信贷部"}


def _household_row(household: DemoHousehold, place: tuple[str, str], household_id: UUID) -> tuple[Any, ...]:
    found, phone = household.standing, household.phone
    year = max(household.income)
    net = _net(household, year)
    return (
        place[0], household_id, place[1], household.household_no, f"{household.group}组", household.head.name,
        pinyin.sort_key(household.head.name), len(household.members), found.household_class, found.status,
        found.exited_year, found.household_type, found.main_cause, found.other_causes, found.unsafe_housing,
        not found.water_difficult, found.water_difficult, net, year, net, year, seal(phone, "household.phone"),
        blind_index(phone), masked(phone, 3, 4), _search_text(household), Jsonb(household.conditions),
    )  # fmt: skip


def _member_row(
    household: DemoHousehold, number: int, place: tuple[str, str, UUID], member_id: UUID
) -> tuple[Any, ...]:
    person = household.members[number - 1]
    disability_class, disability_grade = person.disability or (None, None)
    return (
        place[0], member_id, place[1], place[2], f"{household.household_no}{number:02d}", person.name,
        pinyin.initials(person.name), person.relation, "2" if person.female else "1", person.born_on, person.nation,
        person.education, person.schooling, person.health, person.labour, person.work_status, person.work_months,
        person.insured, person.special_groups, disability_class, disability_grade,
        seal(person.id_number, "member.id_number"), blind_index(person.id_number), parse(person.id_number).masked,
    )  # fmt: skip


def _search_text(household: DemoHousehold) -> str:
    people = [text for person in household.members for text in (person.name, pinyin.initials(person.name))]
    return "\n".join([*people, household.household_no, f"{household.group}组"])


def _net(household: DemoHousehold, year: int) -> Decimal:
    lines = household.income[year]
    total = sum((-amount if item == "production_cost" else amount for item, amount in lines.items()), Decimal(0))
    return (total / len(household.members)).quantize(FEN, ROUND_HALF_UP)


def _history(household: DemoHousehold) -> Iterator[tuple[str, str, date, date | None]]:
    found = household.standing
    if found.exited_year:
        exited_on = date(found.exited_year, 12, 31)
        since = MONITORED_ON if found.household_class == "unstable_exited" else exited_on
        yield "household_class", "registered_poor", REGISTERED_ON, exited_on
        if since > exited_on:
            yield "household_class", "general_exited", exited_on, since
        yield "household_class", found.household_class, since, None
        yield "status", "not_exited", REGISTERED_ON, exited_on
        yield "status", "exited", exited_on, None
    else:
        since = REGISTERED_ON if found.household_class == "ordinary" else MONITORED_ON
        yield "household_class", found.household_class, since, None
    if found.household_type:
        yield "household_type", found.household_type, date(2021, 1, 1), None
    if found.main_cause:
        yield "main_cause", found.main_cause, REGISTERED_ON if found.exited_year else MONITORED_ON, None

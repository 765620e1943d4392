from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, Field

from yihu.households import identity
from yihu.households.briefs import AssuranceBrief, CaseBrief, LoanBrief, PairingBrief, PlanBrief, VisitBrief
from yihu.kernel.money import Yuan
from yihu.kernel.schemas import Input, Schema

Name = Annotated[str, Field(min_length=1, max_length=40)]
Code = Annotated[str, Field(min_length=1, max_length=40)]
Text = Annotated[str, Field(max_length=200)]
Year = Annotated[int, Field(ge=2000, le=2100)]
VillageCode = Annotated[str, Field(pattern=r"^\d{12}(\d{3})?$", description="村或村民小组代码")]


def _id_number(text: str) -> str:
    identity.parse(text)
    return text


IdNumber = Annotated[str, Field(max_length=40), AfterValidator(_id_number)]
Phone = Annotated[str, Field(max_length=30), AfterValidator(identity.parse_phone)]
BankCard = Annotated[str, Field(max_length=40), AfterValidator(identity.parse_bank_card)]
Area = Annotated[Decimal, Field(ge=0, max_digits=9, decimal_places=2)]


class Conditions(Input):
    """Land, housing and living conditions of the national form. Areas in mu, housing in square metres, roads in km."""

    arable_mu: Area | None = None
    irrigated_mu: Area | None = None
    forest_mu: Area | None = None
    converted_forest_mu: Area | None = None
    orchard_mu: Area | None = None
    grassland_mu: Area | None = None
    water_mu: Area | None = None
    housing_m2: Area | None = None
    main_road_km: Area | None = None
    entry_road: Text | None = None
    fuel: Text | None = None
    household_power: bool | None = None
    production_power: bool | None = None
    relocated: bool | None = None
    relocation_kind: Text | None = None
    resettlement_place: Text | None = None
    in_cooperative: bool | None = None
    military_family: bool | None = None
    broadcast: bool | None = None
    """广播电视"""
    income_way: bool | None = None
    """增收门路"""


class HouseholdRow(Schema):
    """A line of the register."""

    id: UUID
    household_no: str
    head_name: str
    region_code: str
    region_name: str | None
    natural_village: str | None
    member_count: int
    household_class: str
    status: str | None
    main_cause: str | None
    net_income_per_capita: str | None
    income_year: int | None
    issue_count: int
    phone_masked: str | None
    updated_at: datetime
    version: int


class MemberRead(Schema):
    id: UUID
    person_no: str | None
    name: str
    relation: str
    sex: str | None
    born_on: date | None
    nation: str | None
    education: str | None
    schooling: str | None
    health: str | None
    labour: str | None
    work_status: str | None
    work_months: int | None
    serious_illness_insured: bool | None
    special_groups: list[str]
    disability_class: str | None
    disability_grade: int | None
    id_masked: str | None
    phone_masked: str | None
    joined_on: date | None
    left_on: date | None
    left_reason: str | None


class IncomeLine(Schema):
    """`month`: null for a line of the whole year."""

    item: str
    month: int | None
    amount: str


class IncomeYear(Schema):
    year: int
    items: list[IncomeLine]
    net_income: str
    net_income_per_capita: str | None


class HistoryRead(Schema):
    household_class: str | None
    status: str | None
    household_type: str | None
    main_cause: str | None
    valid_from: date
    valid_to: date | None
    source: str


class IssueRead(Schema):
    code: str
    message: str
    member_id: UUID | None


class Responsible(Schema):
    person_name: str
    kind: str
    domain: str | None
    phone: str | None
    region_code: str


class HouseholdRead(Schema):
    """The whole file of a household, sensitive values masked."""

    id: UUID
    household_no: str
    region_code: str
    region_name: str | None
    natural_village: str | None
    head_name: str
    member_count: int
    household_class: str
    status: str | None
    exited_year: int | None
    household_type: str | None
    main_cause: str | None
    other_causes: list[str]
    unsafe_housing: bool | None
    water_safe: bool | None
    water_difficult: bool | None
    address: str | None
    conditions: dict[str, Any]
    declared_income: str | None
    declared_income_year: int | None
    net_income_per_capita: str | None
    income_year: int | None
    phone_masked: str | None
    bank_card_masked: str | None
    updated_at: datetime
    version: int
    members: list[MemberRead]
    incomes: list[IncomeYear]
    history: list[HistoryRead]
    issues: list[IssueRead]
    responsible: list[Responsible]
    loans: list[LoanBrief]
    plan: list[PlanBrief]
    suggestions: list[dict[str, Any]]
    pairings: list[PairingBrief]
    visits: list[VisitBrief]
    cases: list[CaseBrief]
    assurances: list[AssuranceBrief]


class MemberFields(Input):
    person_no: Code | None = None
    name: Name | None = None
    relation: Code | None = None
    id_number: IdNumber | None = None
    sex: Code | None = None
    born_on: date | None = None
    nation: Code | None = None
    education: Code | None = None
    schooling: Code | None = None
    health: Code | None = None
    labour: Code | None = None
    work_status: Code | None = None
    work_months: Annotated[int | None, Field(ge=0, le=12)] = None
    serious_illness_insured: bool | None = None
    special_groups: Annotated[list[Code], Field(max_length=10)] | None = None
    disability_class: Code | None = None
    disability_grade: Annotated[int | None, Field(ge=1, le=4)] = None
    phone: Phone | None = None
    joined_on: date | None = None


class MemberCreate(MemberFields):
    id: UUID | None = None
    name: Name
    relation: Code


class MemberUpdate(MemberFields):
    pass


class MemberLeave(Input):
    left_on: date
    reason: Annotated[str, Field(min_length=2, max_length=200)]


class HouseholdFields(Input):
    natural_village: Text | None = None
    household_class: Code | None = None
    status: Code | None = None
    exited_year: Annotated[int | None, Field(ge=2013, le=2100)] = None
    household_type: Code | None = None
    main_cause: Code | None = None
    other_causes: Annotated[list[Code], Field(max_length=2)] | None = None
    unsafe_housing: bool | None = None
    water_safe: bool | None = None
    water_difficult: bool | None = None
    address: Text | None = None
    conditions: Conditions | None = None
    phone: Phone | None = None
    bank_card: BankCard | None = None
    declared_income: Yuan | None = None
    declared_income_year: Year | None = None


class HouseholdCreate(HouseholdFields):
    """A new household with its members; exactly one of them is the head (relation 02)."""

    id: UUID | None = None
    household_no: Annotated[str, Field(min_length=4, max_length=40)]
    region_code: VillageCode
    members: Annotated[list[MemberCreate], Field(min_length=1, max_length=40)]


class HouseholdUpdate(HouseholdFields):
    region_code: VillageCode | None = None


class HouseholdWritten(Schema):
    id: UUID
    version: int


class IncomeItem(Input):
    item: Code
    month: Annotated[int | None, Field(ge=1, le=12)] = None
    amount: Annotated[Yuan, Field(ge=0)]


class IncomeSet(Input):
    items: Annotated[list[IncomeItem], Field(max_length=200)]


class IdSearch(Input):
    id_number: IdNumber


class Sensitive(StrEnum):
    ID_NUMBER = "id_number"
    PHONE = "phone"
    BANK_CARD = "bank_card"


class Unmask(Input):
    field: Sensitive
    member_id: UUID | None = None
    reason: Annotated[str, Field(min_length=4, max_length=200)]


class Unmasked(Schema):
    value: str


class Change(Schema):
    """One audit row of a household."""

    at: datetime
    actor_name: str
    action: str
    details: dict[str, Any]

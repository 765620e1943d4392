from datetime import date
from uuid import UUID

from yihu.kernel.schemas import Schema


class PersonRow(Schema):
    """One member with his household beside him. `status` to `phone_masked` are the household's."""

    id: UUID
    household_id: UUID
    person_no: str | None
    name: str
    id_masked: str | None
    sex: str | None
    born_on: date | None
    relation: str | None
    nation: str | None
    education: str | None
    schooling: str | None
    health: str | None
    labour: str | None
    work_status: str | None
    work_months: int | None
    serious_illness_insured: bool | None
    special_groups: list[str]
    region_code: str
    natural_village: str | None
    household_no: str
    member_count: int
    status: str | None
    exited_year: int | None
    household_type: str | None
    household_class: str
    main_cause: str | None
    other_causes: list[str]
    unsafe_housing: bool | None
    water_safe: bool | None
    water_difficult: bool | None
    declared_income_year: int | None
    phone_masked: str | None
    declared_income: str | None
    county_name: str | None
    township_name: str | None
    village_name: str | None

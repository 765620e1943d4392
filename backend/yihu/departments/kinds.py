"""种类: what each kind of record tells besides person, day and amount, and which department usually sends it."""

from dataclasses import dataclass

HOSPITAL = ("hospital", "hospital_level", "total", "deposit", "one_stop", "in_county")


@dataclass(frozen=True)
class Kind:
    department: str
    fields: tuple[str, ...] = ()
    """Of `schemas.Details`."""


KINDS: dict[str, Kind] = {
    "medical_bill": Kind("medical_insurance", HOSPITAL),
    "inpatient": Kind("medical_insurance", (*HOSPITAL, "days")),
    "serious_illness": Kind("health", ("illness", "hospital")),
    "medical_insured": Kind("medical_insurance"),
    "disability": Kind("disabled_federation", ("disability_class", "disability_grade")),
    "dropout": Kind("education", ("school", "grade", "reason")),
    "subsidy_failed": Kind("education", ("item", "reason")),
    "graduate": Kind("education", ("school", "counselled_on", "recommended_on", "trained_on", "subsidised_on")),
    "disaster": Kind("emergency", ("item", "reason")),
    "accident": Kind("emergency", ("item", "reason")),
    "job_start": Kind("human_resources", ("employer", "item")),
    "job_loss": Kind("human_resources", ("employer", "reason")),
    "work_followup": Kind("human_resources", ("employer", "reason")),
    "work_willingness": Kind("human_resources", ("willingness",)),
    "job_offer": Kind("human_resources", ("employer", "item")),
    "job_award": Kind("human_resources", ("item", "paid_on")),
    "public_post": Kind("human_resources", ("employer", "item")),
    "post_duty": Kind("human_resources", ("item", "days")),
    "vehicle": Kind("public_security", ("item", "for_production")),
    "commercial_house": Kind("housing", ("item", "area_m2")),
    "business": Kind("market", ("employer", "for_production")),
    "state_payroll": Kind("finance", ("employer",)),
    "pension_insured": Kind("human_resources"),
    "dibao": Kind("civil_affairs"),
    "destitute": Kind("civil_affairs"),
    "dibao_verge": Kind("civil_affairs"),
    "rigid_spending": Kind("civil_affairs", ("reason",)),
    "price_drop": Kind("agriculture", ("item", "percent")),
}
"""A kind that a county adds to the code list has no fields of its own until it stands here."""

HEALTH = ("medical_bill", "inpatient")
"""Bills with a part the patient paid himself."""
FOUR_HAVE = ("vehicle", "commercial_house", "business", "state_payroll")
"""四有: what a registered household does not usually have. A hit is something to verify, nothing more."""
PRIVATE = ("illness", "hospital", "disability_class", "disability_grade", "reason", "total", "deposit")
"""Shown to who works with the department's data, not in the village: there it is enough to know what to verify."""

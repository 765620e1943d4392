"""The shipped code lists and parameters, as data."""

import csv
from collections import Counter, defaultdict
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy import text as sql

from yihu import worker  # noqa: F401  every room has declared its parameters
from yihu.policy import service
from yihu.policy.models import Code
from yihu.policy.parameters import REGISTRY

NEEDED = {
    "collective_asset_kind",
    "difficulty_kind", "difficulty_since",
    "comparison_answer", "comparison_item", "case_channel", "case_decision", "case_defect", "case_end", "monitor_class", "notice_reason", "removal_bar",
    "alert_false_reason", "alert_refer_reason", "alert_true_reason", "assignment_kind", "assurance_item", "assurance_reason", "bank", "benefit_kind", "delivery_method", "delivery_outcome",
    "disability_class", "disability_grade", "domain", "education", "finding_category", "finding_severity",
    "five_batch", "fund_source", "health", "household_class", "household_status", "household_type", "housing_case_kind", "housing_grade", "housing_method", "housing_target", "income_item",
    "kinship", "labour", "measure_category", "measure_executor", "nation", "old_house", "pairing_end", "pairing_kind",
    "plan_kind", "plan_reason", "poverty_cause", "receiver_relation", "region_level", "risk_kind", "same_wording", "school_state", "schooling",
    "sex", "special_group", "target_kind", "unit_assignment_kind", "unit_kind", "village_facility", "village_indicator", "unit_layer",
    "department", "loan_misuse", "push_kind", "visit_purpose", "visit_support", "water_source_kind", "weak_branch", "work_status", "zone_kind",
}  # fmt: skip


def rows(name):
    with (Path(service.DATA) / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def codes():
    return rows("code_lists.csv")


def test_every_list_is_there_and_every_row_has_a_source(codes):
    assert {row["list"] for row in codes} == NEEDED
    assert not [row for row in codes if not (row["source"] and row["label"] and row["valid_from"])]
    assert max(Counter((row["list"], row["code"]) for row in codes).values()) == 1


def test_a_spelling_means_one_code_at_a_time(codes):
    spelled = defaultdict(list)
    for row in codes:
        period = (row["valid_from"], row["valid_to"] or "9999")
        for text in {row["label"], *filter(None, row["aliases"].split("|"))}:
            spelled[row["list"], text].append(period)
    clashes = [key for key, periods in spelled.items() for a, b in pairwise(sorted(periods)) if a[1] > b[0]]
    assert clashes == []


def test_what_net_income_adds_and_subtracts(codes):
    signs = {row["code"]: row["note"] for row in codes if row["list"] == "income_item"}
    assert set(signs.values()) == {"+", "-"}
    assert [code for code, sign in signs.items() if sign == "-"] == ["production_cost"]


def test_parameters_are_sourced_and_never_overlap():
    periods = defaultdict(list)
    for row in rows("parameters.csv"):
        assert row["source"]
        declared = REGISTRY.get(row["key"])
        value = int(row["value"]) if row["value"].lstrip("-").isdigit() else row["value"]
        assert declared is None or (type(value) is declared.kind and value in (declared.choices or [value]))
        periods[row["key"], row["region_code"]].append((row["valid_from"], row["valid_to"] or "9999-12-31"))
        assert date.fromisoformat(row["valid_from"]) < date.fromisoformat(row["valid_to"] or "9999-12-31")
    assert all(a[1] <= b[0] for spans in periods.values() for a, b in pairwise(sorted(spans)))
    assert "income.monitoring_line" not in {key for key, _ in periods}, "no trustworthy source: it stays unset"


@pytest.mark.parametrize(
    ("spelling", "code"),
    [
        ("农村五保", "destitute"),
        ("五保", "destitute"),
        ("特困老年人", "destitute_elder"),
        ("失独老人", "bereaved_elder"),
        ("孤儿", "orphan"),
        ("重度残疾", "severely_disabled"),
        ("智障", "intellectually_disabled"),
        ("重症精神病", "severely_mentally_ill"),
        ("重大疾病患者", "major_illness"),
    ],
)
def test_the_groups_that_cannot_leave_poverty_by_themselves_are_told_apart(session, spelling, code):
    assert service.spellings(session, ["special_group"])["special_group"][spelling] == code


def test_a_new_version_brings_its_code_lists_to_an_old_database(session):
    """What it adds or words anew arrives; what is as shipped is not written again."""
    kinds = Code.list.in_(["plan_kind", "housing_case_kind"])
    service.load_codes(session)
    kept = {(one.list, one.code): one.label for one in session.scalars(select(Code).where(kinds))}
    session.execute(update(Code).where(Code.list == "plan_kind", Code.code == "assistance").values(label="旧的说法"))
    session.execute(delete(Code).where(Code.list == "housing_case_kind"))
    places = dict(map(tuple, session.execute(select(Code.list + Code.code, sql("ctid::text"))).all()))
    service.load_codes(session)
    session.expire_all()
    assert {(one.list, one.code): one.label for one in session.scalars(select(Code).where(kinds))} == kept
    now = dict(map(tuple, session.execute(select(Code.list + Code.code, sql("ctid::text"))).all()))
    moved = {name for name, place in now.items() if places.get(name) != place}
    assert moved == {"plan_kindassistance", "housing_case_kindrenovation", "housing_case_kindrelocation"}

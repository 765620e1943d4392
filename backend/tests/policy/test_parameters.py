"""The settings page's list: what a parameter may be, in words."""

from datetime import timedelta

from tests.conftest import TODAY


def choices(told: list[dict], key: str) -> dict[str, str]:
    return {one["code"]: one["label"] for row in told if row["key"] == key for one in row["choices"]}


def test_a_word_comes_with_its_choices_and_a_number_with_none(client):
    told = client("xianji").get("/policy-parameters").json()
    assert choices(told, "visit.village_cadence_verge") == {
        "week": "每周", "month": "每月", "quarter": "每季度", "half_year": "每半年", "year": "每年",
    }  # fmt: skip
    assert choices(told, "visit.finding_days") == {}


def test_a_slip_is_set_right_the_same_day_and_what_was_in_force_stays_dated(client):
    officer = client("xianji")
    path = "/policy-parameters/rule.water_test_failed"

    def said(value: bool, day: str) -> int:
        form = {"region_code": "511921119", "value": value, "valid_from": day, "source": "县里通知"}
        return officer.put(path, json=form).status_code

    def told() -> list[bool]:
        rows = officer.get("/policy-parameters").json()
        return [row["value"] for row in rows if row["key"] == "rule.water_test_failed" and row["region_code"]]

    assert said(False, str(TODAY)) == 200
    assert said(True, str(TODAY)) == 200
    assert told() == [True]
    assert said(False, str(TODAY - timedelta(days=1))) == 409, (
        "a value that came before it would rewrite days that are over"
    )

"""The settings page's list: what a parameter may be, in words."""


def choices(told: list[dict], key: str) -> dict[str, str]:
    return {one["code"]: one["label"] for row in told if row["key"] == key for one in row["choices"]}


def test_a_word_comes_with_its_choices_and_a_number_with_none(client):
    told = client("xianji").get("/policy-parameters").json()
    assert choices(told, "visit.village_cadence_verge") == {
        "week": "每周", "month": "每月", "quarter": "每季度", "half_year": "每半年", "year": "每年",
    }  # fmt: skip
    assert choices(told, "visit.finding_days") == {}

"""R258: dated indicators of villages, against what the place's plan wants."""

from datetime import date

import pytest

from tests.make import OTHER_VILLAGE, TOWNSHIP, VILLAGE
from yihu.policy.models import Code, PolicyParameter
from yihu.villages.indicator_schemas import IndicatorRead
from yihu.villages.parameters import INDICATORS

SHARE = {"indicator": "broadband_share", "source": "电信公司台账"}


def read(browser, indicator="broadband_share", **asked) -> IndicatorRead:
    answer = browser.get("/village-indicators", params={"indicator": indicator, **asked})
    assert answer.status_code == 200, answer.text
    return IndicatorRead.model_validate(answer.json())


def test_the_newest_value_of_each_village_against_its_plan(client, session):
    village, officer = client("cunganbu"), client("xiangzhen")

    def told(day: str, value: str) -> str:
        form = SHARE | {"region_code": VILLAGE, "measured_on": day, "value": value}
        answer = village.post("/village-indicators", json=form)
        assert answer.status_code == 201, answer.text
        return answer.json()["state"]

    assert told("2026-06-30", "61") == "measured", "no plan says what it ought to be"
    session.add(
        PolicyParameter(key="village.least_broadband_share", region_code=TOWNSHIP, value=65,
                        valid_from=date(2026, 1, 1), source="实施方案")
    )  # fmt: skip
    session.commit()
    assert [told("2026-06-30", "64.99"), told("2026-11-20", "65")] == ["short", "met"]
    found = read(officer)
    assert (found.villages, found.met, found.short, found.unknown) == (found.villages, 1, 0, found.villages - 1)
    rows = {row.region_code: (row.value, row.least, row.state) for row in found.items}
    assert rows[VILLAGE] == ("65.00", 65, "met")
    assert rows[OTHER_VILLAGE] == (None, 65, "unknown")
    (before,) = [row for row in read(village, on="2026-10-01").items if row.region_code == VILLAGE]
    assert (before.value, before.state) == ("64.99", "short"), "the second value of a day corrects the first"
    assert [row.region_code for row in read(village).items] == [VILLAGE]


@pytest.mark.parametrize(
    ("form", "pointer"),
    [
        ({"value": "100.01"}, "/value"),
        ({"value": "5", "measured_on": "2026-11-24"}, "/measured_on"),
        ({"indicator": "village_gdp", "value": "5"}, "/indicator"),
    ],
)
def test_what_cannot_be_is_refused_where_it_stands(client, form, pointer):
    whole = SHARE | {"region_code": VILLAGE, "measured_on": "2026-11-20"} | form
    answer = client("cunganbu").post("/village-indicators", json=whole)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


def test_each_indicator_has_its_words(session):
    words = {row.code: row.note for row in session.query(Code).where(Code.list == "village_indicator")}
    assert words == {code: parameter.unit for code, parameter in INDICATORS.items()}

"""Who is below, near or falling; what another line would change; how a figure comes about."""

from datetime import date

import pytest

from tests.incomes.make import earns, value
from tests.make import OTHER_VILLAGE, TOWNSHIP, VILLAGE
from tests.plans.make import home


@pytest.fixture
def county(client):
    return client("xianji")


def listed(browser, **asked) -> dict[str, dict]:
    answer = browser.get("/incomes", params=asked)
    assert answer.status_code == 200, answer.text
    return {row["household_id"]: row for row in answer.json()["items"]}


def standings(browser, *rows, **asked) -> list[str]:
    told = listed(browser, **asked)
    return [told[str(row.id)]["standing"] for row in rows]


@pytest.fixture
def four(session):
    return (
        earns(session, y2025={"wage": 7999}, y2024={"wage": 8000}),
        earns(session, y2025={"wage": 8000}, y2024={"wage": 20000}),
        earns(session, y2025={"wage": 13000, "production_cost": 1000}),
        home(session, net_income_per_capita=None, income_year=None)[0],
    )


def test_without_a_line_nobody_is_judged_and_it_says_so(county, four):
    assert standings(county, *four) == ["no_line", "no_line", "no_line", "unknown"]
    told = county.get("/incomes/summary").json()
    assert [line["value"] for line in told["lines"] if line["key"] == "income.monitoring_line"] == [None]
    assert sum(place["below"] for place in told["places"]) == 0
    assert sum(place["no_line"] for place in told["places"]) == 3
    assert len(listed(county, line=8500, change="entering")) == 2, (
        "against no line at all everyone below the new one is new"
    )


def test_below_near_and_falling(session, county, four):
    value(session, "income.monitoring_line", 8000, date(2025, 1, 1), date(2026, 1, 1))
    value(session, "income.monitoring_line", 99999, date(2026, 1, 1))
    value(session, "income.drop_percent", 60)
    assert standings(county, *four) == ["below", "near", "above", "unknown"]
    told = listed(county, falling=True)
    assert list(told) == [str(four[1].id)]
    assert (told[str(four[1].id)]["drop_percent"], told[str(four[1].id)]["per_head_before"]) == (60, "20000.00")
    assert standings(county, *four, year=2024) == ["no_line", "no_line", "unknown", "unknown"]
    assert standings(county, *four, which="poverty", year=2025) == ["no_line", "no_line", "no_line", "unknown"]


def test_what_another_line_would_change(session, county, four):
    value(session, "income.monitoring_line", 8000)
    assert list(listed(county, line=8500, change="entering")) == [str(four[1].id)]
    assert list(listed(county, line=7000, change="leaving")) == [str(four[0].id)]
    told = county.get("/incomes/summary", params={"line": 8500, "region_code": TOWNSHIP}).json()
    (place,) = [place for place in told["places"] if place["region_code"] == VILLAGE]
    assert (place["below"], place["entering"], place["leaving"], place["persons_below"]) == (2, 1, 0, 2)
    assert standings(county, *four) == ["below", "near", "above", "unknown"], "nothing has been changed"


def test_each_sees_his_own_area(session, client, county, four):
    there = earns(session, home(session)[0], y2025={"wage": 1})
    there.region_code = OTHER_VILLAGE
    session.commit()
    assert str(there.id) not in listed(client("cunganbu"))
    places = client("xiangzhen").get("/incomes/summary").json()["places"]
    assert all(len(place["region_code"]) == 12 for place in places)
    assert client("yinhang").get("/incomes").status_code == 403


def test_the_last_twelve_months_are_made_of_months(session, county):
    row = earns(
        session, y2025={"wage": 50000}, m2025_11={"wage": 1000}, m2026_10={"wage": 2000, "production_cost": 500},
        m2025_10={"wage": 9000}, m2026_11={"wage": 7000},
    )  # fmt: skip
    yearly = earns(session, y2025={"wage": 50000})
    value(session, "income.monitoring_line", 3000)
    told = listed(county, basis="rolling")
    assert told[str(row.id)]["per_head"] == "2500.00"
    assert (told[str(row.id)]["standing"], told[str(yearly.id)]["standing"]) == ("below", "unknown")
    assert listed(county)[str(row.id)]["per_head"] == "60000.00", "a month's line is its year's too"


def test_a_line_stops_counting_when_the_county_says_so(session, client, county):
    row = earns(session, y2024={"wage": 5000, "dibao": 3000}, y2025={"wage": 5000, "dibao": 3000})
    assert row.net_income_per_capita == 8000
    value(session, "income.counts_dibao", "no", date(2025, 1, 1))
    earns(session, row)
    assert row.net_income_per_capita == 5000
    told = listed(county)[str(row.id)]
    assert (told["per_head"], told["per_head_before"]) == ("5000.00", "8000.00")
    years = client("cunganbu").get(f"/households/{row.id}/income-trace").json()["years"]
    assert [(year["year"], year["per_head"]) for year in years] == [(2025, "5000.00"), (2024, "8000.00")]
    dibao = {year["year"]: line for year in years for line in year["lines"] if line["item"] == "dibao"}
    assert (dibao[2025]["counts"], dibao[2025]["why"], dibao[2024]["counts"]) == (False, "县文件", True)
    page = client("cunganbu").get(f"/households/{row.id}").json()
    assert [year["net_income"] for year in page["incomes"]] == ["5000.00", "8000.00"]
    assert client("lincun").get(f"/households/{row.id}/income-trace").status_code == 404


def test_the_trace_says_what_the_last_twelve_months_lack(session, client):
    row = earns(session, y2025={"wage": 50000, "pension": 1200}, m2026_03={"wage": 2000}, m2026_04={"wage": 2000})
    told = client("cunganbu").get(f"/households/{row.id}/income-trace").json()["rolling"]
    assert (told["begin"], told["end"], told["months"], told["net"]) == ("2025-11-01", "2026-11-01", 2, "4000.00")
    assert told["unused"] == ["pension"]
    assert row.income_year == 2025, "a year that still runs is not yet a year"


def test_lines_of_months_are_set_with_their_year(session, client):
    row = earns(session)
    browser = client("cunganbu")

    def put(*items):
        session.refresh(row)
        answer = browser.put(
            f"/households/{row.id}/incomes/2026", json={"items": list(items)}, headers={"If-Match": f'"{row.version}"'}
        )
        session.expire_all()
        return answer

    march, april = ({"item": "wage", "month": month, "amount": "100.00"} for month in (3, 4))
    assert put(march, april).status_code == 200
    assert browser.get(f"/households/{row.id}").json()["incomes"][0]["items"] == [march, april]
    assert put(march, march).json()["errors"][0]["code"] == "item_twice"
    assert put(march | {"month": 13}).status_code == 422

from urllib.parse import urlsplit

import pytest
from sqlalchemy import delete, event

from tests.conftest import TODAY, rules_of_loans
from tests.exchange.make import member_rows, send, workbook
from tests.loans.make import loan
from tests.make import COUNTY
from yihu.monitoring import rounds
from yihu.policy.models import PolicyParameter

API = {
    "/office/notices": "/loan-notices",
    "/office/loans": "/loans",
    "/office/alerts": "/alerts",
    "/office/households": "/households",
    "/office/coverage/households": "/pairings/uncovered-households",
    "/office/visit-compliance/missing": "/visits/missing",
    "/office/findings": "/findings",
    "/office/sync": "/field-commands",
    "/office/sync/devices": "/field-devices",
    "/office/plan-review": "/plans",
    "/office/plans": "/plans",
    "/office/plan-rollup/unplanned": "/plans/unplanned",
    "/office/measures": "/measures",
    "/office/cases": "/cases",
    "/office/declarations": "/declarations",
    "/office/public-notices": "/public-notices",
}
ASSUMED = {"/office/plan-rollup/unplanned": f"&year={TODAY.year}"}
"""What a page asks for unless its address says otherwise."""


def figures(browser) -> dict[str, dict]:
    answer = browser.get("/desk")
    assert answer.status_code == 200, answer.text
    return {figure["key"]: figure for subject in answer.json()["subjects"] for figure in subject["figures"]}


@rules_of_loans
def test_every_figure_is_the_length_of_the_list_it_leads_to(client, session):
    for days in (-40, -3, 10, 33, 45, 62, 300):
        loan(session, due_in=days)
    rounds.run(session, COUNTY, TODAY)
    county = client("xianji")
    found = figures(county)
    assert found["balance_overdue"]["value"] == "100000.00"
    assert {key: int(found[key]["value"]) for key in ("reminders", "letters", "demands", "escalated", "missed")} == {
        "reminders": 3, "letters": 2, "demands": 2, "escalated": 1, "missed": 5,
    }  # fmt: skip
    for key, figure in found.items():
        if key != "balance_overdue":
            page = urlsplit(figure["to"])
            listed = county.get(f"{API[page.path]}?{page.query}{ASSUMED.get(page.path, '')}&include_total=true").json()
            assert str(listed["total"]) == figure["value"], key


@pytest.mark.parametrize(
    ("username", "sees", "not_"),
    [
        ("yinhang", "loans_overdue", "households"),
        ("xiangzhen", "households", "escalated"),
        ("guanli", None, "households"),
    ],
)
def test_each_role_sees_the_figures_it_may_open(client, username, sees, not_):
    found = figures(client(username))
    assert not_ not in found
    assert sees is None or sees in found


def test_the_desk_says_which_parameters_keep_rules_silent(client, session):
    session.execute(delete(PolicyParameter).where(PolicyParameter.key == "loan.undelivered_days"))
    session.flush()
    silent = client("xianji").get("/desk").json()["unset_parameters"]
    assert {"key": "loan.undelivered_days", "title": "书面通知几天未送达即预警"} in silent


def test_the_desk_costs_a_fixed_number_of_statements(client, engine):
    seen, county = [], client("xianji")

    def note(*given):
        seen.append(given[2])

    event.listen(engine, "before_cursor_execute", note)
    figures(county)
    event.remove(engine, "before_cursor_execute", note)
    assert len([statement for statement in seen if statement.lstrip().lower().startswith("select")]) <= 8


def test_the_desk_shows_an_import_that_is_under_way(client, tmp_path):
    """It answered 500 as long as one was, once."""
    county = client("xianji")
    made = send(county, workbook(tmp_path, member_rows(1)))
    under_way = county.get("/desk").json()["running_imports"]
    assert [(one["id"], one["file_name"], one["state"]) for one in under_way] == [(made, "成员.xlsx", "validating")]

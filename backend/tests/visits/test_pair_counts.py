"""R081, R429: visits of each pair in a period, and the pairs without any."""

from datetime import timedelta

from tests.conftest import TODAY
from tests.households.make import household
from tests.make import OTHER_VILLAGE, VILLAGE
from tests.visits import make
from yihu.visits.compliance_schemas import PairCount

WEEK = {"from": str(TODAY - timedelta(days=6)), "to": str(TODAY)}


def read(browser, **given) -> list[PairCount]:
    answer = browser.get("/visits/pair-counts", params=WEEK | given)
    assert answer.status_code == 200, answer.text
    return [PairCount.model_validate(row) for row in answer.json()["items"]]


def counts(browser, **given) -> dict[str, int]:
    return {row.head_name: row.visits for row in read(browser, **given)}


def test_a_pair_counts_its_own_meetings_of_the_period(client, session):
    home, other = (
        household(session, "5119210001", VILLAGE, "甲户"),
        household(session, "5119210002", OTHER_VILLAGE, "乙户"),
    )
    helper, stranger = make.helper(session, "方扶"), make.helper(session, "邻扶")
    make.pairing(session, helper, home)
    make.pairing(session, helper, other, kind="party_delegate")
    officer = client("xiangzhen")
    make.visit(session, home, ago=9, helper_id=helper.id)  # before the period: only the last visit knows of it
    make.visit(session, home, helper_id=helper.id, contact="phone")
    make.visit(session, home, helper_id=stranger.id)
    make.visit(session, other, helper_id=helper.id, voided_on=TODAY, voided_why="登记错了")
    assert counts(officer) == {"甲户": 0, "乙户": 0}
    assert {row.head_name: row.last_visited_on for row in read(officer)} == {
        "甲户": TODAY - timedelta(days=9), "乙户": None,
    }  # fmt: skip
    make.visit(session, home, helper_id=helper.id)
    make.visit(session, home, ago=6, helper_id=helper.id, contact="reception_point")
    assert counts(officer) == {"甲户": 2, "乙户": 0}
    assert (counts(officer, silent=True), counts(officer, silent=False)) == ({"乙户": 0}, {"甲户": 2})
    assert counts(officer, kind="party_delegate") == counts(officer, region_code=OTHER_VILLAGE) == {"乙户": 0}
    assert counts(officer, helper_id=str(stranger.id)) == {}
    assert counts(client("cunganbu")) == {"甲户": 2}


def test_a_pair_belongs_to_the_periods_it_held_in(client, session):
    home, helper = household(session, "5119210001", VILLAGE, "甲户"), make.helper(session)
    ended = {"valid_to": TODAY - timedelta(days=6), "end_reason": "other"}
    make.pairing(session, helper, home, **ended)
    make.pairing(session, helper, home, kind="party_delegate", valid_from=TODAY)
    kinds = [row.kind for row in read(client("xiangzhen"))]
    before = [
        row.kind for row in read(client("xiangzhen"), **{"from": "2026-01-01", "to": str(TODAY - timedelta(days=1))})
    ]
    assert (kinds, before) == (["party_delegate"], ["assistance_person"])


def test_persons_are_not_ranked(client, session):
    for sort in ("visits", "-visits", "helper", "last_visited_on"):
        assert client("xiangzhen").get("/visits/pair-counts", params={"sort": sort}).json()["code"] == "sort_unknown"

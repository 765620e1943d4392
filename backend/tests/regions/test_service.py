from datetime import date

import pytest
from sqlalchemy import func, select

from tests.make import COUNTY
from yihu.regions import queries, service
from yihu.regions.models import Region
from yihu.regions.names import spelling
from yihu.regions.service import RegionRow

TODAY = date(2026, 11, 23)


def find(session, township, village, on=TODAY):
    return service.resolve_names(session, COUNTY, on).get((spelling(township), spelling(village)))


def test_the_demo_county_is_complete(session):
    counts = dict(
        session.execute(
            select(Region.level, func.count())
            .where(queries.holding(TODAY), Region.level != "group")
            .group_by(Region.level)
        ).all()
    )
    assert counts == {"province": 1, "prefecture": 1, "county": 1, "township": 33, "village": 367}


def test_loading_again_changes_nothing_but_keeps_what_people_added(session):
    gone = session.get(Region, "511921119201")
    gone.successor_code = "511921119214"
    session.flush()
    before = session.scalar(select(func.count()).select_from(Region))
    service.load_county(session, COUNTY, service.read_file(service.county_file(COUNTY)))
    session.refresh(gone)
    assert gone.successor_code == "511921119214"
    assert session.scalar(select(func.count()).select_from(Region)) == before


def test_rows_of_another_county_are_refused(session):
    with pytest.raises(ValueError, match="511922"):
        service.load_county(session, COUNTY, [RegionRow("511922", "南江县")])


@pytest.mark.parametrize(
    ("township", "village", "code"),
    [
        ("杨柏镇", "贾村观村", "511921119200"),
        ("杨柏", "贾村观", "511921119200"),
        (" 杨柏镇 ", "贾村观村民委员会", "511921119200"),
        ("民胜镇", "百盘梁村", "511921101210"),
        ("壁州街道", "城南村", "511921001200"),
        ("壁州街道", "城南", None),
        ("杨柏镇", "仙人嵌村", None),
        ("杨柏镇", "没有的村", None),
    ],
)
def test_names_lead_to_the_village_that_exists(session, township, village, code):
    assert find(session, township, village) == code


def test_an_ended_village_is_found_on_its_day_and_through_its_successor(session):
    assert find(session, "杨柏镇", "仙人嵌村", date(2019, 12, 31)) == "511921119201"
    session.get(Region, "511921119201").successor_code = "511921119214"
    session.flush()
    assert find(session, "杨柏镇", "仙人嵌村") == "511921119214"

"""The watch in `conftest.py` hears every statement of every test; here it must find what was planted."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import aliased

from tests.house.statements import COUNTY_TABLES, Watch, misses
from yihu.households import queries
from yihu.households.models import Household

HELD = [
    "select id from household where county = $1",
    "select h.id from household h join member m on m.county = h.county and m.household_id = h.id where h.county = $1",
    "update household h set n = 1 from (select id from member m where m.county = $1) x where h.county = $1",
    "with raised as (insert into alert (county) select county from loan l where l.county = $1 returning id) select 1",
    "with loan as (select 1 as id) select id from loan",
    "select code from region",
    "select code /* every county: counted once a night */ from household",
]
OPEN = {
    "select id from household where id = $1": ("household household",),
    "select h.id from household h join member m on m.household_id = h.id where h.county = $1": ("member m",),
    "select 1 from household h where h.county = $1 and exists (select from loan l where l.household_id = h.id)": (
        "loan l",
    ),
    "update household h set n = 1 from (select id from member m where m.county = $1) x": ("household h",),
    "delete from household_issue where id = $1": ("household_issue household_issue",),
    "with x as (select id from loan) select 1 from household where county = $1": ("loan loan",),
    "insert into alert (county) select county from loan": ("loan loan",),
}


@pytest.mark.parametrize("sql", HELD)
def test_a_statement_held_to_its_county_passes(sql):
    assert misses(sql) == ()


@pytest.mark.parametrize(("sql", "missing"), OPEN.items())
def test_an_open_table_is_found(sql, missing):
    assert misses(sql) == missing


def test_the_tables_are_known():
    assert {"household", "member", "loan", "loan_notice", "alert", "audit_entry", "import_row"} <= COUNTY_TABLES


def test_the_watch_hears_both_ways_to_the_database(client, watch: Watch, monkeypatch):
    browser = client("cunganbu")
    monkeypatch.setattr(queries, "visible", lambda _: select(Household))
    browser.get("/households/00000000-0000-7000-8000-000000000000/changes")
    h = aliased(Household, name="h")
    monkeypatch.setattr(
        queries, "file", lambda: queries.prepare(select(h.id, h.version).where(h.id == queries.bindparam("id")))
    )
    browser.get("/households/00000000-0000-7000-8000-000000000000")
    assert set(watch.take().values()) == {("household household",), ("household h",)}

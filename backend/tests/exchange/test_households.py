import pytest
from sqlalchemy import func, select

from tests.exchange import make
from yihu.exchange.schemas import ImportRead, ImportRowRead
from yihu.households.models import Household, Member


@pytest.fixture
def officer(client):
    return client("xiangzhen")


def test_a_list_is_checked_then_carried_out(officer, session, run_jobs, tmp_path):
    made = make.send(officer, make.workbook(tmp_path, make.member_rows(60)))
    run_jobs()
    found = officer.get(f"/imports/{made}").json()
    ImportRead.model_validate(found)
    assert found["state"] == "ready", found
    assert found["counts"]["new"] == 60, make.rows_of(officer, made, "rejected")
    assert session.scalar(select(func.count()).select_from(Household)) == 0
    assert officer.post(f"/imports/{made}:start", json={}).status_code == 202
    run_jobs()
    found = officer.get(f"/imports/{made}").json()
    assert found["state"] == "succeeded", found
    assert session.scalar(select(func.count()).select_from(Member)) == 60
    rows = make.rows_of(officer, made, "new")
    ImportRowRead.model_validate(rows[0])
    print(rows[0], found)

from sqlalchemy import select

from yihu.accounts.models import User
from yihu.kernel import clock


def names(browser, q=""):
    return sorted(row["name"] for row in browser.get(f"/colleagues?q={q}").json()["items"])


def test_colleagues_are_the_fieldworkers_of_the_callers_area(client, session):
    assert names(client("cunganbu")) == ["何村", "方扶"]
    assert names(client("xianji")) == sorted(["何村", "方扶", "邻村", "向镇", "林镇", "咸县"])
    assert names(client("xianji"), "村") == ["何村", "邻村"]
    row = client("cunganbu").get("/colleagues?q=何").json()["items"][0]
    assert row.keys() == {"id", "name", "role_label"}
    assert row["role_label"] == "村干部"
    session.scalars(select(User).where(User.username == "bangfu")).one().disabled_at = clock.now()
    session.flush()
    assert names(client("cunganbu")) == ["何村"]


def test_who_may_not_read_households_sees_no_colleagues(client):
    assert client("guanli").get("/colleagues").status_code == 403

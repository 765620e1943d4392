from datetime import datetime, time, timedelta

from tests.conftest import TODAY
from tests.field.make import DEVICE, send
from tests.make import VILLAGE
from yihu.field.models import FieldDevice
from yihu.kernel import clock
from yihu.kernel.db import EVERYWHERE, entering
from yihu.policy.models import PolicyParameter

OTHER = "d0d0d0d0-0000-4000-8000-000000000002"


def listed(browser, **params) -> list[dict]:
    return browser.get("/field-devices", params=params).json()["items"]


def test_the_office_sees_which_phone_keeps_work_to_itself(client):
    cadre, office = client("cunganbu"), client("xiangzhen")
    send(
        cadre,
        pending=4,
        failed=1,
        oldest_pending_at=datetime.combine(TODAY - timedelta(days=6), time(9), clock.LOCAL).isoformat(),
        label="安卓 Chrome",
        page_version="abc",
        storage_kept=True,
    )
    send(cadre, device=OTHER)
    late, idle = listed(office)
    assert (late["user_name"], late["pending"], late["failed"], late["stale"]) == ("何村", 4, 1, True)
    assert (late["label"], late["page_version"], late["storage_kept"], late["region_name"]) == (
        "安卓 Chrome", "abc", True, "朽石坎村",
    )  # fmt: skip
    assert (idle["id"], idle["stale"]) == (OTHER, False), "a phone with nothing to send owes nobody a sign of life"
    assert [d["id"] for d in listed(office, stale=True)] == [d["id"] for d in listed(office, waiting=True)] == [DEVICE]
    assert listed(client("linzhen")) == []
    assert cadre.get("/field-devices").status_code == 403


def test_only_the_last_word_of_a_phone_is_kept_and_only_its_owners(client, session):
    send(client("cunganbu"), pending=4)
    send(client("cunganbu"), pending=0)
    send(client("lincun"), pending=9)
    entering(EVERYWHERE)(session)
    (row,) = session.query(FieldDevice).all()
    assert (row.user_name, row.pending, row.region_code) == ("何村", 0, VILLAGE)


def test_a_phone_of_tomorrow_waits_since_now_and_without_a_parameter_nobody_is_late(client, session):
    ahead = (clock.now() + timedelta(days=400)).isoformat()
    send(client("cunganbu"), pending=1, oldest_pending_at=ahead)
    (row,) = listed(client("xiangzhen"))
    assert row["oldest_pending_at"] <= row["last_synced_at"]
    session.query(PolicyParameter).filter_by(key="field.stale_days").delete()
    session.commit()
    assert [d["stale"] for d in listed(client("xiangzhen"))] == [None]

"""A case, and people who take its steps."""

from datetime import date, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select

from tests.make import COUNTY, VILLAGE
from tests.plans.make import home
from yihu.accounts.models import User
from yihu.cases.models import Case
from yihu.cases.notice_models import NoticeLine, PublicNotice
from yihu.kernel.settings import settings
from yihu.plans.models import Plan

OPEN = {"channel": "cadre", "clue": "户主住院两个月，自付三万多元", "risks": ["illness"]}
SEEN = {"kin": False, "authorised": True, "monitor_class": "prevention_target"}
VOTES = {"entitled": 30, "present": 25, "agree": 20, "against": 3, "abstain": 2}
GONE = {"assurances_kept": True, "risk_gone": True, "income_finding": "在县城务工满一年，月工资三千五百元，有工资单"}
WITH = {
    "verify": {"verification": SEEN}, "look": {"verification": SEEN}, "deliberate": {"votes": VOTES},
    "county": {"decision": {}}, "removal_verify": {"removal": GONE}, "removal_deliberate": {"votes": VOTES},
    "look_back": {"look_back": {"stable": True}},
}  # fmt: skip
BY = {
    "township": "xiangzhen", "second": "xianji", "county": "xianji", "removal_township": "xiangzhen",
    "removal_county": "xianji", "look_back": "dicha",
}  # fmt: skip
"""Who takes a step in these tests, the village cadre for the rest."""


def today() -> date:
    return settings().clock.business_date


def wait(monkeypatch, days: int) -> None:
    """So many days later."""
    monkeypatch.setattr(settings().clock, "business_date", today() + timedelta(days=days))


def colleague(session, username="dicha", name="狄察", role="township_officer", region_code=VILLAGE[:9]) -> User:
    row = User(
        username=username, name=name, role=role, region_code=region_code, password_hash="-", must_change_password=False
    )
    session.add(row)
    session.commit()
    return row


class Team:
    """One case and everybody who works on it; remembers the version last seen."""

    def __init__(self, client, session, monkeypatch, procedure="risk", **over):
        self.client, self.session, self.monkeypatch = client, session, monkeypatch
        self.household, self.head = home(session, unsafe_housing=None)
        session.commit()
        form = OPEN | {"household_id": str(self.household.id), "procedure": procedure} | over
        answer = self.as_("cunganbu").post("/cases", json=form)
        assert answer.status_code == 201, answer.text
        self.case = answer.json()

    def as_(self, username):
        return self.client(username)

    def post(self, username, verb, form):
        headers = {"If-Match": f'"{self.case["version"]}"'}
        answer = self.as_(username).post(f"/cases/{self.case['id']}{verb}", json=form, headers=headers)
        if answer.is_success:
            self.case = answer.json()
        return answer

    def take(self, step, username=None, **over):
        form = {"step": step, "done_on": str(today()), "note": "经办情况属实"} | WITH.get(step, {}) | over
        return self.post(username or BY.get(step, "cunganbu"), "/steps", form)

    def to(self, last):
        """Take every step up to and with `last`, whatever it needs."""
        while self.case["next"] and last in [step["code"] for step in self.case["planned"] if step["state"] != "done"]:
            step = self.case["next"]["step"]
            if self.case["next"]["act"] == "notice":
                self.posted()
            if step == "help":
                self.plan()
            answer = self.take(step)
            assert answer.status_code == 200, answer.text
        return self

    def posted(self, days=5) -> UUID:
        """Its notice hung and came down, without an objection."""
        row = notice(self.session, self.case, today(), days)
        wait(self.monkeypatch, days + 1)
        return row.id

    def plan(self):
        mine = {"county": COUNTY, "region_code": self.household.region_code, "household_id": self.household.id}
        agreed = {"consent_on": today(), "consent_kind": "witness", "consent_name": "张三", "consent_witness": "李四"}
        self.session.add(
            Plan(**mine, year=today().year, kind="consolidation", state="active", author_name="何村", **agreed)
        )
        self.session.commit()


def notice(session, case, starts_on, days=5, **over) -> PublicNotice:
    row = PublicNotice(
        county=COUNTY, id=uuid4(), region_code=VILLAGE, kind=f"{case['procedure']}.{case['next']['step']}",
        starts_on=starts_on, ends_on=starts_on + timedelta(days=days), place="村务公开栏", contact_office="村委会",
        contact_phone="0827-7220000", posted_by_name="何村", **over,
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.add(
        NoticeLine(
            county=COUNTY, region_code=VILLAGE, notice_id=row.id, case_id=UUID(case["id"]), sort=1, head_name="张三",
            class_label="防止返贫致贫对象", reason_label="家庭支出较大",
        )
    )  # fmt: skip
    session.commit()
    return row


def stored(session, case) -> Case:
    session.expire_all()
    return session.scalars(select(Case).where(Case.county == COUNTY, Case.id == UUID(case["id"]))).one()

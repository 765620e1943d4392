"""One village with one of everything, and a way to knock at every door of it."""

import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode
from uuid import UUID, uuid4

import pytest
from fastapi.routing import RouteContext
from PIL import Image
from sqlalchemy import Connection, select

from tests.house.operations import OBJECTS, OPERATIONS, ROOMS, planted
from tests.house.refusals import Refusals
from tests.households.make import household
from tests.loans.make import loan, notices
from tests.make import COUNTY, TOWNSHIP, VILLAGE
from tests.pairings import make as pairings
from tests.routes import all_routes
from tests.visits import make as visits
from yihu.accounts.models import ResponsibilityAssignment, Role, SavedView, User
from yihu.exchange.models import ImportBatch, ImportRow
from yihu.field.models import FieldCommand
from yihu.files.models import Attachment
from yihu.files.service import path_of
from yihu.helpers.models import Unit, UnitAssignment
from yihu.households.models import Member
from yihu.kernel import clock
from yihu.loans.models import LoanNotice
from yihu.pairings.models import CampaignParticipant, CampaignTarget, PairingProposal, ProposedPairing
from yihu.regions.models import Region

FOREIGN_PLACES = {"511902": "county", "511902100": "township", "511902100201": "village"}

PEOPLE = [role for role in Role if role is not Role.SYSTEM]
AREAS = {Role.VILLAGE_CADRE: "511902100201", Role.HELPER: "511902100201", Role.TOWNSHIP_OFFICER: "511902100"}


@dataclass(frozen=True)
class World:
    ids: dict[str, UUID | str]

    def path(self, operation: str, ids: dict | None = None) -> str:
        """The operation's path with this world's objects in it, or others."""
        chosen = {**self.ids, **{name: self.ids[other] for name, other in OPERATIONS[operation].ids.items()}}
        asked = "?".join(part for part in (operation.split()[1], OPERATIONS[operation].query) if part)
        return re.sub(r"\{(\w+)\}", lambda m: str({**chosen, **(ids or {})}[m[1]]), asked)

    def unknown(self, operation: str) -> str:
        """The same, where the objects do not exist."""
        return self.path(operation, {name: uuid4() for name in OBJECTS})


def picture() -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (8, 8), "green").save(drawn, "JPEG")
    return drawn.getvalue()


@pytest.fixture
def world(session) -> World:
    """In 新桥河村: a household with a loan, an open and a delivered notice, a photo, an import and who answers for it."""
    home = household(session, "5119210001", VILLAGE, "单小红", phone="13890001234", phone_masked="138****1234")
    member = session.scalars(select(Member).where(Member.household_id == home.id)).one()
    first, second = loan(session, home, 20), loan(session, home, 40)
    notices(session)
    found = {n.loan_id: n for n in session.scalars(select(LoanNotice).where(LoanNotice.state == "open"))}
    delivered = found[second.id]
    done = {"state": "delivered", "delivered_on": delivered.raised_on, "outcome": "by_phone"}
    session.execute(LoanNotice.__table__.update().where(LoanNotice.id == delivered.id).values(done))
    user = User(username="mubiao", name="目标", role=Role.VILLAGE_CADRE, region_code=VILLAGE, password_hash="-", must_change_password=False)  # fmt: skip
    here = {"county": COUNTY, "region_code": VILLAGE}
    stored = path_of("a" * 64)
    stored.parent.mkdir(parents=True, exist_ok=True)
    stored.write_bytes(picture())
    photo = Attachment(**here, id=uuid4(), kind="photo", media_type="image/jpeg", size=9, sha256="a" * 64, received_sha256="-")  # fmt: skip
    batch = ImportBatch(
        county=COUNTY, region_code=TOWNSHIP, profile="households", file_name="名单.xlsx", created_by=uuid4(), created_by_name="向镇"
    )  # fmt: skip
    answers = ResponsibilityAssignment(
        **here, person_name="何村", kind="first_responsible", valid_from=date(2026, 1, 1)
    )
    cadre = session.scalars(select(User).where(User.username == "cunganbu")).one()
    view = SavedView(user_id=cadre.id, screen="households", name="视图", query={})
    parked = FieldCommand(
        **here, user_id=cadre.id, user_name="何村", kind="household_contact", patch='{"patch": {}, "base": {}}', digest=b"",
        made_at=clock.now(), status="quarantined", problem={"code": "x", "title": "x", "detail": None, "errors": []},
    )  # fmt: skip
    helper, campaign = pairings.helper(session, name="单代表"), pairings.campaign(session, VILLAGE)
    takes_part = CampaignParticipant(**here, campaign_id=campaign.id, helper_id=helper.id)
    target = CampaignTarget(**here, campaign_id=campaign.id, name="单老党员", kind="old_party_member")
    proposal = PairingProposal(
        **here, kind="party_delegate", state="ready", options={}, made_by_name="向镇", summary=pairings.summary()
    )
    called, seen = visits.visit(session, home, visitor_id=cadre.id), visits.finding(session, home)
    session.add_all([user, photo, batch, answers, view, parked, takes_part, target, proposal])
    session.flush()
    idle = pairings.helper(session, name="单闲人")
    unit = Unit(**here, name="村小学", kind="education", layer="village")
    pair = pairings.pairing(session, helper, home)
    session.add(unit)
    session.flush()
    task = UnitAssignment(**here, unit_id=unit.id, kind="supporting", valid_from=date(2026, 1, 1))
    session.add(task)
    session.flush()
    proposed = {"household_id": home.id, "helper_id": helper.id, "origin": "proposed", "reason": "同村"}
    session.add(ProposedPairing(**here, proposal_id=proposal.id, **proposed))
    session.add(ImportRow(county=COUNTY, import_id=batch.id, row_no=4, region_code=TOWNSHIP, label="单小红", action="new", data={}))  # fmt: skip
    session.commit()
    return World(
        {
            "household_id": home.id, "member_id": member.id, "loan_id": first.id, "notice_id": found[first.id].id,
            "delivered_id": delivered.id, "attachment_id": photo.id, "import_id": batch.id, "user_id": user.id,
            "row_id": answers.id, "command_id": parked.id, "view_id": view.id,
            "campaign_id": campaign.id, "target_id": target.id, "proposal_id": proposal.id,
            "visit_id": called.id, "finding_id": seen.id, "helper_id": helper.id,
            **planted(session, home, cadre), "idle_id": idle.id, "unit_id": unit.id, "assignment_id": task.id, "pairing_id": pair.id,
            "code": VILLAGE, "key": "loan.written_days_before", "paper": "docx",
            "profile": "loans", "year": 2026, "bank_code": "rcb", "contract_no": "通农信9",
        }
    )  # fmt: skip


@pytest.fixture
def strangers(session) -> list[str]:
    """Every role in another county, and the neighbours of the village and of its township."""
    for code, level in FOREIGN_PLACES.items():
        session.add(Region(code=code, name="外地", short_name="外地", level=level, parent_code=None))
    session.flush()
    for role in PEOPLE:
        session.add(
            User(username=f"wai-{role}", name="外县", role=role, region_code=AREAS.get(role, "511902"), password_hash="-", must_change_password=False)
        )  # fmt: skip
    session.commit()
    return ["lincun", "linzhen", *(f"wai-{role}" for role in PEOPLE)]


@pytest.fixture
def undone(connection: Connection) -> Callable:
    """What happens inside is taken back, so that every probe meets the same world."""

    @contextmanager
    def scope() -> Iterator[None]:
        point = connection.begin_nested()
        yield
        point.rollback()

    return scope


@pytest.fixture
def knock(undone) -> Callable:
    """`knock(browser, operation, path)`: the answer to the operation's body, without consequences."""

    def ask(browser, operation: str, path: str, **over):
        op = OPERATIONS[operation]
        body = op.body
        sent = {"content": body} if isinstance(body, bytes) else {"json": body} if body is not None else {}
        asked = {"headers": {"If-Match": '"1"', **op.headers}, **sent, **over}
        with undone():
            return browser.request(operation.split(maxsplit=1)[0], path, **asked)

    return ask


def by_room(chosen: Callable[[str], bool]) -> pytest.MarkDecorator:
    """A test for the chosen `operations` of each room: one world for all of them."""
    found = {room.__name__.rpartition(".")[2]: [op for op in room.OPERATIONS if chosen(op)] for room in ROOMS}
    return pytest.mark.parametrize("operations", [pytest.param(ops, id=name) for name, ops in found.items() if ops])


def asking(path: str, **params) -> str:
    """The path with more in its query."""
    return f"{path}{'&' if '?' in path else '?'}{urlencode(params)}"


def told(answer) -> tuple:
    """What an answer says, apart from what the request itself brought along."""
    if not answer.content or "json" not in answer.headers.get("content-type", ""):
        return answer.status_code, len(answer.content)
    body = answer.json()
    if answer.status_code >= 400:
        return answer.status_code, body["code"], body["detail"]
    return answer.status_code, answer.text


@pytest.fixture
def browsers(client):
    return {name: client(name) for name in {op.owner for op in OPERATIONS.values()}}


@pytest.fixture(scope="session")
def routes(application) -> dict[str, RouteContext]:
    """Every operation as the framework knows it."""
    return {
        f"{method} {route.path.removeprefix('/api/v1').replace(':path', '')}": route
        for route in all_routes(application)
        for method in route.methods - {"HEAD"}
    }


@pytest.fixture(scope="session")
def refusals() -> Refusals:
    return Refusals()

"""R07: lost edits 0, silent overwrites 0, every conflict shows both; and a planted engine that lets the last one win is found."""

from contextlib import contextmanager
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import func, select
from sqlalchemy.orm import sessionmaker

from tests.field.two_devices import PHONES, TwoDevices
from tests.households.make import household
from tests.make import COUNTY, VILLAGE
from yihu.accounts.access import Caller
from yihu.accounts.models import User
from yihu.field.commands import household_contact
from yihu.field.models import FieldCommand
from yihu.households.models import Household
from yihu.kernel.crypto import blind_index
from yihu.kernel.db import EVERYWHERE, entering
from yihu.visits.models import Visit

EXAMPLES, STEPS = 100, 30
RUN = settings(
    max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, derandomize=True, database=None,
    suppress_health_check=list(HealthCheck), phases=[Phase.generate],
)  # fmt: skip


class World:
    """One household in a transaction that every example begins anew."""

    def __init__(self, connection) -> None:
        self.connection = connection
        self.sessions = sessionmaker(connection, expire_on_commit=False, join_transaction_mode="create_savepoint")
        with self.sessions() as session:
            entering(EVERYWHERE)(session)
            phone = {"phone": PHONES[0], "phone_hash": blind_index(PHONES[0]), "phone_masked": "138****1234"}
            self.home: UUID = household(session, "5119210001", VILLAGE, "张三", address="一组", **phone).id
            self.callers = {
                user.username: Caller(
                    user.id, user.id, user.name, user.role, user.region_code, must_change_password=False
                )
                for user in session.query(User)
            }
            session.commit()
        self.point = None

    def begin(self) -> UUID:
        self.point = self.connection.begin_nested()
        return self.home

    def end(self) -> None:
        self.point.rollback()

    @contextmanager
    def as_user(self, username):
        caller = self.callers[username]
        with self.sessions() as session:
            entering(caller.area)(session)
            session.info["actor"] = caller
            yield session, caller
            session.commit()

    def look(self, home: UUID) -> tuple[tuple, dict[str, str], set[str]]:
        """What is stored, in one question: it is asked after each of nine thousand steps."""
        h, c, v = Household, FieldCommand, Visit
        commands = select(func.json_object_agg(c.id, c.status)).where(c.county == COUNTY).scalar_subquery()
        visits = select(func.json_agg(v.id)).where(v.county == COUNTY).scalar_subquery()
        stored = select(h.address, h.phone, h.version, commands, visits).where(h.county == COUNTY, h.id == home)
        *row, commands, visits = self.connection.execute(stored).one()
        return tuple(row), commands or {}, set(visits or ())


@pytest.fixture
def machine(connection):
    class Machine(TwoDevices):
        world = World(connection)

    return Machine


def test_whatever_two_phones_and_the_office_do_nothing_is_lost_or_overwritten_unseen(machine):
    run_state_machine_as_test(machine, settings=RUN)


def test_an_engine_that_lets_the_last_one_win_is_found(machine, monkeypatch):
    monkeypatch.setattr(household_contact, "changed_since", lambda *_: set())
    with pytest.raises(AssertionError, match=r"silent overwrite|said (applied|merged), not conflict"):
        run_state_machine_as_test(machine, settings=RUN)


def test_the_smallest_case_of_it(machine, monkeypatch):
    def case():
        one = machine()
        try:
            one.type_contact(0, {"phone": PHONES[2]})
            one.office_edits({"phone": PHONES[1]})
            one.send(0, 1, lost=False, backwards=False)
            one.nothing_is_lost()
        finally:
            one.teardown()

    case()
    monkeypatch.setattr(household_contact, "changed_since", lambda *_: set())
    with pytest.raises(AssertionError, match="silent overwrite"):
        case()

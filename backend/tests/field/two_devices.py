"""Two phones and the office work on one household; a model that knows everything says what must come of it."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.conftest import TODAY
from yihu.field import receiving, settling
from yihu.field.command_schemas import CommandBatch, SettleForm
from yihu.households import service
from yihu.households.schemas import HouseholdUpdate
from yihu.kernel import clock
from yihu.kernel.crypto import masked

PHONES = ("13812341234", "13899991234", "13700000000")
"""The first two look the same under their masks."""
VALUES = {"address": st.sampled_from(["一组", "二组", "三组"]), "phone": st.sampled_from(PHONES)}
PATCH = st.sampled_from([("address",), ("phone",), ("address", "phone")]).flatmap(
    lambda names: st.fixed_dictionaries({name: VALUES[name] for name in names})
)
"""Never empty, and not by a filter: it would throw away every third example half-way."""
DEVICES = st.sampled_from([0, 1])
SHOWN = {"address": "address", "phone": "phone_masked"}


def shown(name: str, value: str | None) -> str | None:
    return masked(value, 3, 4) if name == "phone" and value else value


@dataclass
class Truth:
    """The household as it is and was: what is typed is written only over what its author has seen."""

    versions: dict[int, dict[str, Any]]
    version: int

    @property
    def now(self) -> dict[str, Any]:
        return self.versions[self.version]

    def write(self, **given: Any) -> None:
        self.version += 1
        self.versions[self.version] = {**self.versions[self.version - 1], **given}

    def changed_since(self, name: str, base: int) -> bool:
        later = range(base + 1, self.version + 1)
        return any(self.versions[v][name] != self.versions[v - 1][name] for v in later)

    def judge(self, patch: dict[str, Any], base: int) -> str:
        before = self.version
        differing = {name: value for name, value in patch.items() if self.now[name] != value}
        if any(self.changed_since(name, base) for name in differing):
            return "conflict"
        if differing:
            self.write(**differing)
        return "merged" if before != base else "applied"


@dataclass
class Typed:
    """A command, and which version of the household was on the screen."""

    sent: dict[str, Any]
    seen: int
    told: str | None = None


@dataclass
class Phone:
    id: UUID = field(default_factory=uuid4)
    version: int = 1
    outbox: list[Typed] = field(default_factory=list)


class TwoDevices(RuleBasedStateMachine):
    """`world` gives each example a fresh household: `begin()`, `end()`, `as_user(name)`, `look(home)`."""

    world: Any

    def __init__(self) -> None:
        super().__init__()
        self.home = self.world.begin()
        self.truth = Truth({1: {"address": "一组", "phone": PHONES[0]}}, 1)
        self.phones = [Phone(), Phone()]
        self.known: dict[str, Typed] = {}
        self.conflicts: dict[str, int] = {}
        self.visits: set[str] = set()
        self.dirty = False

    def teardown(self) -> None:
        self.world.end()

    @rule(device=DEVICES)
    def pull(self, device):
        self.phones[device].version = self.truth.version

    @rule(device=DEVICES, patch=PATCH)
    def type_contact(self, device, patch):
        phone = self.phones[device]
        seen = self.truth.versions[phone.version]
        base = {SHOWN[name]: shown(name, value) for name, value in seen.items()}
        self._queue(phone, "household_contact", self.home, patch, base=base, base_version=phone.version)

    @rule(device=DEVICES, words=st.sampled_from(["屋顶漏雨", "想学养蜂"]))
    def type_visit(self, device, words):
        patch = {"household_id": str(self.home), "visited_on": str(TODAY), "contact": "home", "purposes": ["routine"], "situation": words}  # fmt: skip
        self._queue(self.phones[device], "visit", uuid4(), patch)

    def _queue(self, phone, kind, subject, patch, **over):
        sent = {"id": str(uuid4()), "kind": kind, "subject_id": str(subject), "patch": patch, "made_at": clock.now().isoformat()}  # fmt: skip
        phone.outbox.append(Typed(sent | over, phone.version))

    @precondition(lambda self: any(phone.outbox for phone in self.phones))
    @rule(device=DEVICES, most=st.integers(1, 4), lost=st.booleans(), backwards=st.booleans())
    def send(self, device, most, lost, backwards):
        self.dirty, phone = True, self.phones[device]
        batch = phone.outbox[:most][:: -1 if backwards else 1]
        with self.world.as_user(("cunganbu", "bangfu")[device]) as (session, user):
            body = {"device": {"id": phone.id}, "commands": [typed.sent for typed in batch]}
            results = receiving.receive(session, user, CommandBatch.model_validate(body)).results
        for typed, result in zip(batch, results, strict=True):
            self._check(typed, result)
        if not lost:
            phone.outbox = [typed for typed in phone.outbox if typed not in batch]

    def _check(self, typed, result):
        if typed.told is not None:
            assert (result.status, result.first) == ("duplicate", typed.told)
            return
        if typed.sent["kind"] == "visit":
            assert result.status == "applied", result.problem
            self.visits.add(typed.sent["subject_id"])
        else:
            self._check_contact(typed, result)
        typed.told = result.status.value
        self.known[typed.sent["id"]] = typed

    def _check_contact(self, typed, result):
        patch = typed.sent["patch"]
        if result.status != "conflict":
            seen = self.truth.versions[typed.seen]
            unseen = [n for n, v in patch.items() if v != self.truth.now[n] and self.truth.now[n] != seen[n]]
            assert not unseen, f"silent overwrite of {unseen}"
        right = self.truth.judge(patch, typed.seen)
        assert result.status == right, f"said {result.status}, not {right}"
        if result.conflict:
            self._both_listed(result.conflict, patch)
            self.conflicts[typed.sent["id"]] = result.conflict.version

    def _both_listed(self, conflict, patch):
        assert conflict.version == self.truth.version
        assert conflict.fields
        for name, three in conflict.fields.items():
            assert (three.mine, three.theirs) == (shown(name, patch[name]), shown(name, self.truth.now[name]))

    @rule(patch=PATCH)
    def office_edits(self, patch):
        self.dirty = True
        with self.world.as_user("xiangzhen") as (session, user):
            service.change(session, user, self.home, HouseholdUpdate(**patch), self.truth.version)
        if any(self.truth.now[name] != value for name, value in patch.items()):
            self.truth.write(**patch)

    @precondition(lambda self: self.conflicts)
    @rule(how=st.sampled_from(["apply", "apply", "keep_theirs", "abandon"]), data=st.data())
    def settle(self, how, data):
        self.dirty = True
        command_id = data.draw(st.sampled_from(sorted(self.conflicts)))
        seen = self.conflicts.pop(command_id)
        with self.world.as_user("xiangzhen") as (session, user):
            row = settling.settle(session, user, UUID(command_id), SettleForm(how=how))
        patch = self.known[command_id].sent["patch"]
        verdict = self.truth.judge(patch, seen) if how == "apply" else "given up"
        assert row.status == {"conflict": "conflict", "given up": "abandoned" if how == "abandon" else "resolved"}.get(verdict, "resolved")  # fmt: skip
        if verdict == "conflict":
            self._both_listed(row.conflict, patch)
            self.conflicts[command_id] = row.conflict.version

    @invariant()
    def nothing_is_lost(self):
        if not self.dirty:
            return
        self.dirty = False
        row, status, visits = self.world.look(self.home)
        assert row == (self.truth.now["address"], self.truth.now["phone"], self.truth.version)
        assert status.keys() == self.known.keys()
        assert {one for one, state in status.items() if state == "conflict"} == self.conflicts.keys()
        assert visits == self.visits

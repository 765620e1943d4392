"""Computing a proposal: what is there, whom the solver pairs, and why in words."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid, cast, func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from yihu.accounts.access import within_binds
from yihu.helpers.models import Helper, Unit, UnitAssignment, VillageStanding
from yihu.households.models import Household
from yihu.households.queries import COUNTY
from yihu.kernel.models import valid_on
from yihu.pairings import coverage, fair
from yihu.pairings.fair import Hand, Home
from yihu.pairings.fit import JUDGED, NOT_LOCAL, NOT_THE_UNIT
from yihu.pairings.models import Pairing, PairingProposal, ProposedPairing
from yihu.pairings.proposal_queries import candidate
from yihu.pairings.proposal_schemas import Origin, ProposalCreate


@dataclass(frozen=True)
class Ground:
    """What a proposal starts from. `settled`: pairs that stay and whose home the solver need not touch."""

    homes: list[Home]
    hands: list[Hand]
    names: dict[UUID, tuple[str, str | None]]
    """Name and unit of each helper."""
    held: fair.Pairs
    settled: list[tuple[UUID, UUID]]


@dataclass(frozen=True)
class Lines:
    """Rows of a proposal, column by column, ready for one INSERT."""

    household_ids: list[UUID] = field(default_factory=list)
    helper_ids: list[UUID] = field(default_factory=list)
    origins: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    def add(self, household_id: UUID, helper_id: UUID, origin: Origin, reason: str) -> None:
        self.household_ids.append(household_id)
        self.helper_ids.append(helper_id)
        self.origins.append(origin.value)
        self.reasons.append(reason)


def look(session: Session, proposal: PairingProposal, day: date) -> Ground:
    """Households, helpers and pairs of the proposal's area as they are now."""
    options = ProposalCreate.model_validate(proposal.options)
    binds = area(proposal, day)
    homes = _homes(session, binds, day)
    rows = session.execute(_hands(day), binds).all()
    place_of = {home.id: i for i, home in enumerate(homes)}
    pairs = session.execute(_pairs(proposal.county), binds).all()
    inside = [(row.household_id, row.helper_id) for row in pairs if row.household_id in place_of]
    total, here = Counter(row.helper_id for row in pairs), Counter(helper for _, helper in inside)
    hands = [
        Hand(
            row.id, row.region_code, row.level, frozenset(row.supports or ()), total[row.id] - here[row.id],
            min((n for n in (row.capacity, options.most_per_helper) if n), default=None),
        )
        for row in rows
    ]  # fmt: skip
    known = {hand.id: i for i, hand in enumerate(hands)}
    held = [(place_of[home], known[hand]) for home, hand in inside if hand in known]
    settled = [pair for pair in inside if pair[1] not in known]
    if not options.keep_existing:
        held, settled = [], []
    names = {row.id: (row.name, row.unit_name) for row in rows}
    return Ground(homes, hands, names, held, settled)


def area(proposal: PairingProposal, day: date) -> dict[str, Any]:
    """The binds of `coverage` for the proposal's own area."""
    lo = proposal.region_code
    place = {"county": proposal.county, "lo": lo, "hi": f"{lo}:"}
    return {**place, "kind": proposal.kind, "campaign_id": proposal.campaign_id, "today": day}


def _homes(session: Session, binds: dict[str, Any], day: date) -> list[Home]:
    """With the standing of their villages, where the kind is one that it matters for."""
    h, s = Household, VillageStanding
    village = (s.county == binds["county"]) & (s.region_code == func.left(h.region_code, 12)) & valid_on(s, day)
    query = select(h.id, h.region_code, s.poor).outerjoin(s, village).where(within_binds(h), coverage.target())
    rows = session.execute(query.order_by(h.region_code, h.household_no), binds)
    judged = binds["kind"] in JUDGED
    return [Home(row.id, row.region_code, row.poor if judged else None) for row in rows]


def _hands(day: date) -> Any:
    """Helpers with the places that their units support."""
    a = UnitAssignment
    supports = select(func.array_agg(a.region_code)).where(
        a.county == COUNTY, a.unit_id == Helper.unit_id, a.target_unit_id.is_(None), valid_on(a, day)
    )
    unit = select(Unit.name).where(Unit.county == COUNTY, Unit.id == Helper.unit_id)
    columns = (
        Helper.id, Helper.name, Helper.region_code, Helper.level, Helper.capacity,
        supports.scalar_subquery().label("supports"), unit.scalar_subquery().label("unit_name"),
    )  # fmt: skip
    return select(*columns).where(candidate()).order_by(Helper.region_code, Helper.name_sort, Helper.id)


def _pairs(county: str) -> Any:
    """Pairs of the kind that hold, the oldest first: of all households, for a helper may have some elsewhere."""
    p = Pairing
    query = select(p.household_id, p.helper_id).where(p.county == county, *coverage.CURRENT, p.member_id.is_(None))
    return query.where(p.household_id.is_not(None)).order_by(p.valid_from, p.id)


def settle(ground: Ground, cut: Sequence[fair.District]) -> tuple[Ground, Lines]:
    """Pairs that cross districts stay as they are: their homes are done, their helpers have that much to do."""
    of_home = {i: n for n, d in enumerate(cut) for i in d.homes}
    of_hand = {i: n for n, d in enumerate(cut) for i in d.hands}
    crossing = [pair for pair in ground.held if of_home[pair[0]] != of_hand[pair[1]]]
    lines = Lines()
    for household_id, helper_id in ground.settled:
        lines.add(household_id, helper_id, Origin.KEPT, "已由本区域以外的帮扶人联系，保留")
    for home, hand in crossing:
        lines.add(ground.homes[home].id, ground.hands[hand].id, Origin.KEPT, "已结对，保留")
    more = Counter(hand for _, hand in crossing)
    hands = [
        Hand(h.id, h.place, h.level, h.supports, h.busy + more[i], h.most) if more[i] else h
        for i, h in enumerate(ground.hands)
    ]
    held = [pair for pair in ground.held if of_home[pair[0]] == of_hand[pair[1]]]
    return Ground(ground.homes, hands, ground.names, held, ground.settled), lines


def draw(ground: Ground, district: fair.District, done: set[UUID], *, everyone_helps: bool) -> Lines:
    """The rows of one district; `done`: households that have a row already."""
    numbers = [i for i in district.homes if ground.homes[i].id not in done]
    homes = [ground.homes[i] for i in numbers]
    hands = [ground.hands[i] for i in district.hands]
    home_at = {i: n for n, i in enumerate(numbers)}
    hand_at = {i: n for n, i in enumerate(district.hands)}
    held = [(home_at[a], hand_at[b]) for a, b in ground.held if a in home_at and b in hand_at]
    pairs = fair.solve(homes, hands, held, everyone_helps=everyone_helps)
    tell = Teller(ground, homes, hands, held, pairs)
    lines = Lines()
    for home, hand in sorted(pairs):
        origin = Origin.KEPT if (home, hand) in tell.held else Origin.PROPOSED
        lines.add(homes[home].id, hands[hand].id, origin, tell.why(home, hand))
    return lines


class Teller:
    """Says of each pair of a district why it is proposed."""

    def __init__(
        self, ground: Ground, homes: list[Home], hands: list[Hand], held: fair.Pairs, pairs: fair.Pairs
    ) -> None:
        self.ground, self.homes, self.hands, self.held = ground, homes, hands, set(held)
        self.loads = Counter(hand for _, hand in pairs)
        self.sharing = Counter(home for home, _ in pairs)
        self.villages = {hand.place[:12] for hand in hands}
        self.lost = {home: hand for home, hand in held if (home, hand) not in set(pairs)}

    def why(self, home: int, hand: int) -> str:
        if (home, hand) in self.held:
            first = "已结对，保留"
        else:
            first = self._near(self.homes[home].place[:12], self.hands[hand])
        return "；".join([first, *self._besides(home, hand)])

    def _near(self, village: str, hand: Hand) -> str:
        if hand.backs(village):
            return f"单位（{self.ground.names[hand.id][1]}）帮扶该村"
        if hand.place[:12] == village:
            return "同村"
        near = "同乡镇" if hand.place[:9] == village[:9] else "跨乡镇"
        if len(self.hands) > len(self.homes):
            return f"{near}，帮扶人本村各户已有人联系"
        return f"{near}，本村帮扶人{'已排满' if village in self.villages else '空缺'}"

    def _besides(self, home: int, hand: int) -> list[str]:
        who, load = self.hands[hand], self.hands[hand].busy + self.loads[hand]
        said = [f"联系{load}户" + (f"（上限{who.most}户）" if who.most else "")]
        if self.sharing[home] > 1:
            said.append(f"帮扶人多于农户，{self.sharing[home]}人共同联系")
        if home in self.lost and (home, hand) not in self.held:
            former = self.ground.names[self.hands[self.lost[home]].id][0]
            said.append(f"原由{former}联系，为均衡户数调整")
        if fair.misfit(who, self.homes[home].place[:12], self.homes[home].poor):
            said.append(NOT_THE_UNIT if self.homes[home].poor else NOT_LOCAL)
        return said


def write(session: Session, county: str, proposal_id: UUID, lines: Lines) -> None:
    """All rows in one statement."""
    columns = (
        func.unnest(cast(lines.household_ids, ARRAY(Uuid))).label("household_id"),
        func.unnest(cast(lines.helper_ids, ARRAY(Uuid))).label("helper_id"),
        func.unnest(cast(lines.origins, ARRAY(Text))).label("origin"),
        func.unnest(cast(lines.reasons, ARRAY(Text))).label("reason"),
    )
    given = select(*columns).subquery("given")
    h, p = Household, ProposedPairing
    rows = select(
        h.county,
        h.region_code,
        literal(proposal_id),
        given.c.household_id,
        given.c.helper_id,
        given.c.origin,
        given.c.reason,
    ).join(given, given.c.household_id == h.id)
    names = ["county", "region_code", "proposal_id", "household_id", "helper_id", "origin", "reason"]
    session.execute(insert(p).from_select(names, rows.where(h.county == county)).on_conflict_do_nothing())

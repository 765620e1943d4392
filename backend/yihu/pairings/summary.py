"""A proposal in figures: counted from its rows, so that an edit shows at once."""

from typing import Any

from sqlalchemy import Select, bindparam, func, select, text
from sqlalchemy.orm import Session

from yihu.accounts.access import within_binds
from yihu.helpers.models import Helper
from yihu.households.models import Household
from yihu.households.queries import COUNTY
from yihu.kernel import clock
from yihu.pairings import coverage, drawing
from yihu.pairings.models import PairingProposal, ProposedPairing
from yihu.pairings.proposal_queries import candidate
from yihu.pairings.proposal_schemas import ProposalSummary

LINES = text(
    """
    with line as (
        select r.household_id, r.helper_id, r.origin, left(r.region_code, 12) as home, p.region_code as place,
               count(*) over (partition by r.helper_id) as load
        from proposed_pairing r left join helper p on p.county = :county and p.id = r.helper_id
        where r.county = :county and r.proposal_id = :proposal_id
    )
    select count(*) filter (where origin = 'kept') as kept,
           count(*) filter (where origin = 'proposed') as proposed,
           count(*) filter (where origin = 'edited') as edited,
           count(*) filter (where left(place, 12) = home) as same_village,
           count(*) filter (where left(place, 12) <> home and left(place, 9) = left(home, 9)) as same_township,
           count(*) filter (where left(place, 9) is distinct from left(home, 9)) as elsewhere,
           coalesce(min(load), 0) as least, coalesce(max(load), 0) as most,
           (select count(*) from pairing g
            left join proposed_pairing same on same.county = :county and same.proposal_id = :proposal_id
                and same.household_id = g.household_id and same.helper_id = g.helper_id
            where g.county = :county and g.kind = :kind and g.member_id is null and g.valid_to is null
              and same.id is null
              and exists (select from proposed_pairing o where o.county = :county and o.proposal_id = :proposal_id
                          and o.household_id = g.household_id)) as replaced
    from line
    """
)


def summed_up(session: Session, proposal: PairingProposal, seconds: float) -> ProposalSummary:
    """The figures of the rows as they are; `seconds` is what the computation took."""
    binds = {**drawing.area(proposal, clock.business_date()), "proposal_id": proposal.id}
    found: dict[str, Any] = dict(session.execute(LINES, binds).mappings().one())
    households, uncovered = session.execute(_households(), binds).one()
    helpers, idle = session.execute(_helpers(), binds).one()
    found |= {"households": households, "uncovered": uncovered, "helpers": helpers, "idle_helpers": idle}
    return ProposalSummary(**found, seconds=seconds, notes=_notes(found))


def _named(column: Any) -> Select[Any]:
    r = ProposedPairing
    return select(column).where(r.county == COUNTY, r.proposal_id == bindparam("proposal_id"))


def _households() -> Select[int, int]:
    """How many there are to pair, and how many would have nobody."""
    alone = func.count().filter(~coverage.COVERED, Household.id.not_in(_named(ProposedPairing.household_id)))
    return select(func.count(), alone).select_from(Household).where(within_binds(Household), coverage.target())


def _helpers() -> Select[int, int]:
    """How many there are, and how many would have nobody."""
    idle = func.count().filter(~coverage.PAIRED, Helper.id.not_in(_named(ProposedPairing.helper_id)))
    return select(func.count(), idle).select_from(Helper).where(candidate())


def _notes(found: dict[str, Any]) -> list[str]:
    """What could not be had, and why."""
    notes = []
    if found["uncovered"]:
        notes.append(f"还有{found['uncovered']}户无人联系：帮扶人不够、都到了联系户数上限，或这些户已从方案中去掉")
    if found["idle_helpers"]:
        notes.append(f"还有{found['idle_helpers']}名帮扶人没有联系户")
    if found["most"] - found["least"] > 1:
        notes.append(
            f"联系户数从{found['least']}户到{found['most']}户不等：各乡镇分别计算，已有结对、人工调整和个人上限也会造成差别"
        )
    if found["replaced"]:
        notes.append(f"提交后将有{found['replaced']}个现有结对移交他人")
    return notes

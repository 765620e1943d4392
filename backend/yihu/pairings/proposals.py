"""What people do with a proposal: ask for it, edit it, carry it out, discard it. `jobs.py` computes it."""

from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from yihu.accounts.access import Caller, within
from yihu.helpers.models import Helper
from yihu.households.models import Household
from yihu.households.problems import HouseholdNotFound, OutsideArea
from yihu.jobs import service as centre
from yihu.kernel import audit, clock
from yihu.kernel.facts import publish
from yihu.kernel.models import valid_on
from yihu.kernel.problems import ValidationFailed
from yihu.kernel.versions import check_version
from yihu.pairings import campaigns, commit
from yihu.pairings import jobs as _jobs  # noqa: F401  its kind of work is known
from yihu.pairings import proposal_queries as queries
from yihu.pairings.campaign_problems import GroundHasMoved, HelperNotOnDuty, ProposalNotFound, ProposalNotReady
from yihu.pairings.campaign_queries import reaching
from yihu.pairings.events import ProposalCommitted
from yihu.pairings.models import PairingProposal, ProposalState, ProposedPairing
from yihu.pairings.proposal_schemas import (
    Origin,
    ProposalCreate,
    ProposalRead,
    RowEdit,
)
from yihu.pairings.summary import summed_up
from yihu.policy.models import Code

BY_HAND = "人工调整"


def read(session: Session, user: Caller, proposal_id: UUID) -> ProposalRead:
    return queries.PROPOSALS.one(session, ProposalRead, {**user.binds(), "id": proposal_id}, ProposalNotFound)


def ask(session: Session, user: Caller, form: ProposalCreate) -> ProposalRead:
    """Queue the computation of a proposal for an area."""
    if not form.region_code.startswith(user.region_code):
        raise OutsideArea
    _check_kind(session, form.kind)
    if form.campaign_id is not None:
        campaigns.find(session, user, form.campaign_id)
    row = PairingProposal(
        county=user.county,
        region_code=form.region_code,
        kind=form.kind,
        campaign_id=form.campaign_id,
        options=form.model_dump(mode="json"),
        made_by_name=user.name,
    )
    session.add(row)
    session.flush()
    _audit(session, row, "pairing_proposal.asked", options=row.options)
    row.job_id = centre.start(
        session, user, "pairing.propose", region_code=row.region_code, subject=("pairing_proposal", row.id),
        lock=f"pairing of {user.county}",
    )  # fmt: skip
    session.flush()
    return read(session, user, row.id)


def _check_kind(session: Session, kind: str) -> None:
    """Only kinds whose pairs are helper and household, says the code list's note."""
    known = select(Code.note).where(Code.list == "pairing_kind", Code.code == kind)
    if session.scalar(known) != "household":
        raise ValidationFailed.at("/kind", "not_for_households", "这一类别不以户为结对对象，不能自动结对")


def _locked(session: Session, user: Caller, proposal_id: UUID, *states: ProposalState) -> PairingProposal:
    row = session.scalar(queries.visible(user, proposal_id).with_for_update())
    if row is None:
        raise ProposalNotFound
    if row.state not in states:
        raise ProposalNotReady(state=row.state)
    return row


def edit(
    session: Session, user: Caller, proposal_id: UUID, household_id: UUID, form: RowEdit, version: int
) -> ProposalRead:
    """Another helper for a household, or none; the figures follow."""
    row = _locked(session, user, proposal_id, ProposalState.READY)
    check_version(row, version)
    h = Household
    place = select(h.region_code).where(within(h, user), h.id == household_id)
    home = session.scalar(place)
    r = ProposedPairing
    lines = (within(r, user), r.proposal_id == row.id, r.household_id == household_id)
    meant = [r.helper_id == form.instead_of] if form.instead_of else []
    taken_out = session.scalars(delete(r).where(*lines, *meant).returning(r.id)).all()
    if not taken_out and (form.helper_id is None or form.instead_of):
        raise HouseholdNotFound
    if form.helper_id is not None:
        if home is None or not home.startswith(row.region_code):
            raise HouseholdNotFound
        _check_helper(session, user, form.helper_id)
        if session.scalar(select(r.id).where(*lines, r.helper_id == form.helper_id)):
            raise ValidationFailed.at("/helper_id", "helps_already", "方案里已由这个人联系这一户，请另选一人")
        values = {"county": row.county, "region_code": home, "proposal_id": row.id, "household_id": household_id}
        said = {"helper_id": form.helper_id, "origin": Origin.EDITED.value, "reason": BY_HAND}
        session.execute(insert(r).values(values | said))
    row.summary = summed_up(session, row, row.summary["seconds"]).model_dump()
    flag_modified(row, "summary")  # another version even where the figures stay
    _audit(
        session, row, "pairing_proposal.edited",
        household_id=str(household_id), helper_id=str(form.helper_id) if form.helper_id else None,
    )  # fmt: skip
    session.flush()
    return read(session, user, row.id)


def _check_helper(session: Session, user: Caller, helper_id: UUID) -> None:
    on_duty = valid_on(Helper, clock.business_date())
    query = select(Helper.id).where(
        Helper.county == user.county, reaching(Helper, user), Helper.id == helper_id, on_duty
    )
    if session.scalar(query) is None:
        raise HelperNotOnDuty


def carry_out(session: Session, user: Caller, proposal_id: UUID, version: int) -> ProposalRead:
    """Make all of it true from today on; refused, naming each, when anything it rests on has changed since."""
    row = _locked(session, user, proposal_id, ProposalState.READY)
    check_version(row, version)
    day = clock.business_date()
    found = commit.conflicts(session, row, day)
    if found:
        named = "、".join(f"{c['head_name'] or '某户'}（{c['why']}）" for c in found[:5])
        raise GroundHasMoved(f"{named}{'等' if len(found) > 5 else ''}", conflicts=found)
    made, ended = commit.carry_out(session, row, day)
    row.state = ProposalState.COMMITTED
    _audit(session, row, "pairing_proposal.committed", made=made, ended=ended, valid_from=str(day))
    publish(session, ProposalCommitted(row.county, row.region_code, str(row.id), row.kind, made, ended))
    return read(session, user, row.id)


def discard(session: Session, user: Caller, proposal_id: UUID) -> ProposalRead:
    """Throw it away; if it is still being computed, that stops."""
    states = (ProposalState.COMPUTING, ProposalState.READY, ProposalState.FAILED)
    row = _locked(session, user, proposal_id, *states)
    row.state = ProposalState.DISCARDED
    session.flush()
    centre.stop(session, user, row.job_id)
    r = ProposedPairing
    session.execute(delete(r).where(within(r, user), r.proposal_id == row.id))
    _audit(session, row, "pairing_proposal.discarded")
    return read(session, user, row.id)


def _audit(session: Session, row: PairingProposal, action: str, **details: Any) -> None:
    audit.record(
        session, action, county=row.county, region_code=row.region_code, subject=("pairing_proposal", row.id),
        kind=row.kind, **details,
    )  # fmt: skip

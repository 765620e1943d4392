"""Computing proposals, district by district, each in a transaction of its own: progress shows, and discarding stops it."""

import time
from uuid import UUID

import structlog
from sqlalchemy import CursorResult, delete, select, text, update
from sqlalchemy.orm import Session

from yihu.kernel import clock
from yihu.kernel.jobs import queue, work
from yihu.pairings import drawing, fair
from yihu.pairings.drawing import Lines
from yihu.pairings.models import PairingProposal, ProposalState, ProposedPairing
from yihu.pairings.proposal_schemas import ProposalCreate
from yihu.pairings.summary import summed_up

log = structlog.get_logger("pairings")
EMPTY = "本区域没有需要结对的农户，或没有在岗的帮扶人"


class Overtaken(Exception):  # noqa: N818  not an error: the proposal has been discarded meanwhile
    pass


@queue.task(name="compute_proposal")
def compute_proposal(county: str, proposal_id: str) -> None:
    """Begins anew when an earlier try has died with its worker."""
    try:
        _compute(county, UUID(proposal_id))
    except Overtaken:
        log.info("proposal_overtaken", proposal_id=proposal_id)
    except Exception:
        log.exception("proposal_failed", proposal_id=proposal_id)
        with work() as session:
            _fail(_taken(session, county, UUID(proposal_id)), "系统出错，没有算出方案，请稍后再试")


def _compute(county: str, proposal_id: UUID) -> None:
    started = time.monotonic()
    with work() as session:
        proposal = _taken(session, county, proposal_id)
        p = ProposedPairing
        session.execute(delete(p).where(p.county == county, p.proposal_id == proposal_id))
        ground = drawing.look(session, proposal, clock.business_date())
        cut = fair.districts(ground.homes, ground.hands, ground.held)
        ground, lines = drawing.settle(ground, cut)
        proposal.done, proposal.total = 0, len(cut)
        if not cut:
            _fail(proposal, EMPTY)
            return
        drawing.write(session, county, proposal_id, lines)
        options = ProposalCreate.model_validate(proposal.options)
    done = set(lines.household_ids)
    for district in cut:
        _write(county, proposal_id, drawing.draw(ground, district, done, everyone_helps=options.everyone_helps))
    _finish(county, proposal_id, time.monotonic() - started)


def _write(county: str, proposal_id: UUID, lines: Lines) -> None:
    p = PairingProposal
    mine = (p.county == county, p.id == proposal_id, p.state == ProposalState.COMPUTING)
    with work() as session:
        counted = session.execute(
            update(p).where(*mine).values(done=p.done + 1), execution_options={"synchronize_session": False}
        )
        assert isinstance(counted, CursorResult)
        if not counted.rowcount:
            raise Overtaken
        drawing.write(session, county, proposal_id, lines)


def _finish(county: str, proposal_id: UUID, seconds: float) -> None:
    with work() as session:
        session.execute(text("analyze pairing, proposed_pairing"))  # else the planner takes many new rows for few
        proposal = _taken(session, county, proposal_id)
        proposal.summary = summed_up(session, proposal, round(seconds, 1)).model_dump()
        proposal.state = ProposalState.READY


def _taken(session: Session, county: str, proposal_id: UUID) -> PairingProposal:
    """The proposal, if it is still wanted."""
    p = PairingProposal
    mine = (p.county == county, p.id == proposal_id, p.state == ProposalState.COMPUTING)
    row = session.scalar(select(p).where(*mine).with_for_update())
    if row is None:
        raise Overtaken
    return row


def _fail(proposal: PairingProposal, why: str) -> None:
    proposal.state, proposal.failure = ProposalState.FAILED, why

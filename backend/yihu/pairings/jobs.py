"""Computing proposals, district by district, each in a transaction of its own: progress shows, and discarding stops it."""

import time

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from yihu.accounts.permissions import Permission
from yihu.jobs.kinds import kind
from yihu.jobs.models import Job
from yihu.jobs.run import Hopeless, Overtaken, Run
from yihu.kernel import clock
from yihu.kernel.db import look_at
from yihu.kernel.jobs import work
from yihu.pairings import drawing, fair
from yihu.pairings.models import PairingProposal, ProposalState, ProposedPairing
from yihu.pairings.proposal_schemas import ProposalCreate
from yihu.pairings.summary import summed_up

EMPTY = "本区域没有需要结对的农户，或没有在岗的帮扶人"


def _stopped(session: Session, job: Job) -> None:
    row = session.get(PairingProposal, (job.county, job.subject_id))
    if row is not None and row.state == ProposalState.COMPUTING:
        row.state = ProposalState.FAILED


@kind("pairing.propose", "自动结对", Permission.PAIRINGS_WRITE, stopped=_stopped)
def compute(run: Run) -> None:
    """Begins anew when an earlier try has died with its worker."""
    started = time.monotonic()
    with work() as session:
        proposal = _taken(session, run)
        p = ProposedPairing
        session.execute(delete(p).where(p.county == run.county, p.proposal_id == proposal.id))
        ground = drawing.look(session, proposal, clock.business_date())
        cut = fair.districts(ground.homes, ground.hands, ground.held)
        if not cut:
            raise Hopeless(EMPTY)
        ground, lines = drawing.settle(ground, cut)
        drawing.write(session, run.county, proposal.id, lines)
        options = ProposalCreate.model_validate(proposal.options)
    run.tell(total=len(cut))
    done = set(lines.household_ids)
    for number, district in enumerate(cut, 1):
        drawn = drawing.draw(ground, district, done, everyone_helps=options.everyone_helps)
        with work() as session:
            drawing.write(session, run.county, run.subject_id, drawn)
            run.check(session)
        run.tell(done=number)
    with work() as session:
        look_at(session, "pairing, proposed_pairing")  # else the planner takes many new rows for few
        proposal = _taken(session, run)
        proposal.summary = summed_up(session, proposal, round(time.monotonic() - started, 1)).model_dump()
        proposal.state = ProposalState.READY
        session.flush()
        run.finish(session)


def _taken(session: Session, run: Run) -> PairingProposal:
    """The proposal, if it is still wanted."""
    p = PairingProposal
    mine = (p.county == run.county, p.id == run.subject_id, p.state == ProposalState.COMPUTING)
    row = session.scalar(select(p).where(*mine).with_for_update())
    if row is None:
        raise Overtaken
    return row

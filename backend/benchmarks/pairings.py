"""A proposal for a whole county: 3,000 helpers and 20,000 households, computed township by township, then made true."""

import os
import resource
import time
from uuid import UUID

from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from benchmarks.county import HOME
from benchmarks.jobs import do
from yihu.kernel import clock, migrate
from yihu.kernel.embedded import Embedded
from yihu.kernel.jobs import sessions, work
from yihu.kernel.settings import settings
from yihu.monitoring import alerts
from yihu.pairings import commit
from yihu.pairings import jobs as _jobs  # noqa: F401  its kind of work is known
from yihu.pairings.coverage import by_village
from yihu.pairings.models import PairingProposal
from yihu.policy import service as policy
from yihu.regions import service as regions

COUNTY = "511921"
DATABASE = "pairings"
HOUSEHOLDS, HELPERS = 20_000, 3_000

# Villages differ as in life: the n-th gets a share that grows with its place in a shuffled row.
FILL = (
    """
    insert into household (county, region_code, household_no, head_name, head_sort, household_class, status)
    select :county, place.code, '51192177' || lpad(place.n::text, 6, '0'), '户主', 'huzhu', 'general_exited', 'exited'
    from (select v.code, row_number() over (order by v.code, k) as n
          from village v, generate_series(1, v.share * 20) k order by md5(v.code || k) limit :households) place
    """,
    """
    insert into helper (county, region_code, name, name_sort, search_text, kinds, level, roster_no, valid_from)
    select :county, place.code, '代表', 'daibiao', '代表', '{party_delegate}', 'township', place.n::text, '2025-01-01'
    from (select v.code, row_number() over (order by v.code, k) as n
          from village v, generate_series(1, (11 - v.share) * 3) k order by md5(v.code || k) limit :helpers) place
    """,
)


def measure() -> None:
    settings().storage.home = HOME
    server = Embedded(HOME / "postgres")
    server.start()
    try:
        _county(server)
        proposal_id = _proposal()
        spent = _timed(lambda: do("pairing.propose", PairingProposal, COUNTY, proposal_id))
        _tell(proposal_id, spent)
        print(f"   committed in {_timed(lambda: _commit(proposal_id)):5.1f} s")
        print(f"   coverage in  {_timed(_coverage):5.1f} s")
        print(f"   all rules in {_timed(_judge):5.1f} s", flush=True)
        again = _proposal()
        spent = _timed(lambda: do("pairing.propose", PairingProposal, COUNTY, again))
        _tell(again, spent)
    finally:
        server.stop()


def _county(server: Embedded) -> None:
    engine = create_engine(server.url("postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"drop database if exists {DATABASE} with (force)"))
    engine.dispose()
    server.create_database(DATABASE)
    url = server.url(DATABASE)
    migrate.upgrade(url)
    engine = create_engine(url)
    with Session(engine) as session, session.begin():
        regions.load_county(session, COUNTY, regions.read_file(regions.county_file(COUNTY)))
        policy.load_defaults(session)
        session.execute(
            text(
                "create temp table village as select code, 1 + row_number() over (order by md5(code)) % 10 as share"
                " from region where level = 'village' and valid_to is null and code like '511921%'"
            )
        )
        for sql in FILL:
            session.execute(text(sql), {"county": COUNTY, "households": HOUSEHOLDS, "helpers": HELPERS})
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("vacuum analyze"))
    engine.dispose()
    os.environ["YIHU_DATABASE_URL"] = url
    settings().database.database_url = url
    if sessions.cache_info().currsize:
        sessions().kw["bind"].dispose()
        sessions.cache_clear()


def _proposal() -> UUID:
    options = {"kind": "party_delegate", "region_code": COUNTY}
    with work() as session:
        row = PairingProposal(
            county=COUNTY, region_code=COUNTY, kind="party_delegate", options=options, made_by_name="benchmark"
        )
        session.add(row)
        session.flush()
        return row.id


def _tell(proposal_id: UUID, spent: float) -> None:
    with work() as session:
        row = session.get(PairingProposal, (COUNTY, proposal_id))
        s = row.summary
        assert row.state == "ready", row.failure
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{s['households']} households, {s['helpers']} helpers, {row.total} districts: {spent:.1f} s, {peak} MB")
        print(f"   {s}", flush=True)
        assert s["uncovered"] == s["idle_helpers"] == 0


def _commit(proposal_id: UUID) -> None:
    with work() as session:
        row = session.get(PairingProposal, (COUNTY, proposal_id))
        assert commit.conflicts(session, row, clock.business_date()) == []
        assert commit.carry_out(session, row, clock.business_date())[0] == HOUSEHOLDS


def _coverage() -> None:
    place = {"county": COUNTY, "lo": COUNTY, "hi": f"{COUNTY}:", "kind": None, "campaign_id": None}
    with work() as session:
        session.execute(by_village(), place | {"today": clock.business_date()}).all()


def _judge() -> None:
    with work() as session:
        alerts.judge_each(alerts.within(session), COUNTY, clock.business_date())


def _timed(do) -> float:
    started = time.perf_counter()
    do()
    return time.perf_counter() - started

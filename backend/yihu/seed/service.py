"""Filling a database with the demo: regions, code lists, accounts, households and loans."""

from collections.abc import Iterator
from datetime import date
from typing import Literal

from psycopg import Connection
from sqlalchemy import Engine, create_engine, func, select, text
from sqlalchemy.orm import Session

from yihu.accounts.models import ROLE_LABELS, User
from yihu.accounts.service import first_password
from yihu.households import derive
from yihu.households.models import Household, Member
from yihu.kernel import clock
from yihu.kernel.jobs import defer
from yihu.kernel.settings import settings
from yihu.plans import likeness, vague
from yihu.plans.jobs import compare_plans
from yihu.policy import service as policy
from yihu.regions import queries
from yihu.regions import service as regions
from yihu.regions.models import Region
from yihu.regions.names import Level
from yihu.regions.service import RegionRow
from yihu.seed import (
    accounts,
    afterwards,
    alerts,
    assurances,
    banks,
    cases,
    departments,
    fieldwork,
    generate,
    ladder,
    load,
    plans,
    systems,
    terms,
    unattended,
)

COUNTY = "511921"
TOWNSHIP = "511921119"

Scale = Literal["township", "county"]
HOUSEHOLDS: dict[Scale, int] = {"township": 915, "county": 100_000}
"""915 households is the number that the source plan of this township gives."""
YEARS: dict[Scale, int] = {"township": 2, "county": 1}
"""How many years of income lines each household gets."""
WRITTEN = (
    "household", "member", "household_history", "income_record", "loan", "loan_repayment", "credit_rating", "loan_notice", "alert", "region", "helper", "pairing",
    "campaign_target", "visit", "finding", "assurance_check", "plan", "measure", "measure_progress", "plan_print",
    "plan_likeness", "benefit", "risk_case", "department_record",
)  # fmt: skip
"""The tables that get many rows at once."""


def ensure_demo(url: str) -> list[str]:
    """Fill a database in which nobody has an account yet with the demo township; nothing otherwise.

    `url` is the owner's, as for migrations: COPY does not go with row-level security. Returns lines for the operator.
    """
    engine = create_engine(url)
    with engine.connect() as connection:
        used = connection.scalar(select(func.count()).select_from(User))
    engine.dispose()
    return [] if used else list(seed_demo(url))


def seed_demo(url: str, scale: Scale = "township", seed: int = 1) -> Iterator[str]:
    """Add the demo to a database: regions, code lists, accounts, and households in the villages that have none."""
    engine = create_engine(url)
    try:
        yield from _base(engine, seed)
        yield from _households(engine, scale, seed)
    finally:
        engine.dispose()


def _base(engine: Engine, seed: int) -> Iterator[str]:
    given = settings().security.demo_password
    password = given.get_secret_value() if given else first_password()
    with Session(engine) as session, session.begin():
        regions.load_county(session, COUNTY, regions.read_file(regions.county_file(COUNTY)))
        regions.load_county(session, COUNTY, _groups(session, seed))
        policy.load_defaults(session)
        vague.load_defaults(session, COUNTY)
        terms.choose(session, COUNTY, *terms.ALL)
        made = accounts.create(session, password, clock.business_date())
    if made:
        yield f"演示账号（密码均为 {password if given is None else '您设置的 YIHU_DEMO_PASSWORD'}）"
        labels = {username: ROLE_LABELS[role] for username, _, role, *_ in accounts.ACCOUNTS}
        yield "  " + "  ".join(f"{labels[username]} {username}" for username in made)


def _villages(session: Session, within: str) -> list[str]:
    query = queries.listed(within, Level.VILLAGE, on=clock.business_date())
    return list(session.scalars(query.with_only_columns(Region.code)))


def _groups(session: Session, seed: int) -> Iterator[RegionRow]:
    """Villager groups, which no national list has: two to six in each village."""
    for village in _villages(session, COUNTY):
        for number in range(1, generate.groups(village, seed) + 1):
            yield RegionRow(f"{village}{number:03d}", f"{number}组")


def _households(engine: Engine, scale: Scale, seed: int) -> Iterator[str]:
    on = clock.business_date()
    with engine.begin() as connection:
        session = Session(connection)
        housed = select(func.substr(Household.region_code, 1, 12)).where(Household.county == COUNTY).distinct()
        held = set(session.scalars(housed))
        within = COUNTY if scale == "county" else TOWNSHIP
        shares = generate.shares(_villages(session, within), HOUSEHOLDS[scale], seed)
        known = set(filter(None, session.scalars(select(Member.id_hash).where(Member.county == COUNTY))))
        years = [on.year - back for back in range(YEARS[scale], 0, -1)]
        made = generate.demo({code: count for code, count in shares.items() if code not in held}, seed, on, years)
        driver = connection.connection.driver_connection
        assert isinstance(driver, Connection)
        with afterwards.checked(session, WRITTEN):
            with afterwards.indexed(session, [table.__tablename__ for table in load.TABLES]):
                counts = load.copy(driver, made, known)
            session.execute(text("analyze household, member, income_record"))
            derive.refresh(session, COUNTY)
            lived = _life(session, scale, seed, on)
        systems.fill(session, COUNTY)
        session.flush()
    yield f"{counts['household']} 户 {counts['member']} 人，贷款 {counts['loan']} 笔（业务日期 {on}）"
    yield from lived


def _life(session: Session, scale: Scale, seed: int, on: date) -> list[str]:
    """What has happened to the households; a line of each kind for the operator."""
    helped = fieldwork.fill(session, COUNTY, seed, on)
    checked = assurances.fill(session, COUNTY, on)
    planned = plans.fill(session, COUNTY, on)
    if scale == "county":  # comparing takes as long as a quarter of the rest: the worker may do it
        defer(session, compare_plans.name, queueing_lock=compare_plans.queueing_lock)
    else:
        likeness.sweep(session, COUNTY, on.year, on)
    risky = cases.fill(session, COUNTY, on)
    pushed = departments.fill(session, COUNTY, on)
    unattended.fill(session, COUNTY, on)
    banked = banks.fill(session, COUNTY, on)
    session.execute(text(f"analyze {', '.join(WRITTEN)}"))  # nobody else can yet, and a round joins all of them
    ladder.walk(session, COUNTY, on)
    notices = alerts.fill(session, COUNTY, on)["notices"]
    return [
        f"银行：还款 {banked['repayments']} 笔，评级授信 {banked['ratings']} 条",
        f"帮扶：{helped['villages']} 个村有帮扶人，结对 {helped['pairings']} 条，走访 {helped['visits']} 次",
        f"一户一策：计划 {planned['plans']} 份，措施 {planned['measures']} 条，享受记录 {planned['benefits']} 条",
        f"监测个案：{risky['cases']} 件，自主申报 {risky['declarations']} 条",
        f"部门推送：记录 {pushed} 条",
        f"保障：核查 {checked['checks']} 条，问题 {checked['defects']} 条",
        f"今天的通知：到期提醒 {notices['reminder']} 份，书面通知 {notices['written']} 份，逾期催告 {notices['overdue']} 份",
    ]

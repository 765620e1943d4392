"""A transaction that fills a table tells PostgreSQL so."""

import re
from pathlib import Path

from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.orm import Session

import yihu
from yihu.kernel.db import grown, look_at


def test_a_table_vacuumed_while_empty_is_not_taken_for_empty(database_url: str) -> None:
    """As after a county's list that failed half way: PostgreSQL keeps the pages and takes them for empty."""
    engine = create_engine(database_url, poolclass=NullPool)  # the owner's: the table is the test's own
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in (
            "create table home (county text, id int)",
            "insert into home select 'a', n from generate_series(1, 2000) n",
            "delete from home",
            "vacuum (truncate false, analyze) home",
        ):
            connection.execute(text(statement))
        try:
            with Session(engine) as session:
                session.execute(text("insert into home select 'a', n from generate_series(1, 9000) n"))
                grown(session, 5000, "home (county, id)")
                assert _reckoned(session) == 1, "few are not worth looking"
                grown(session, 9000, "home (county, id)")
                assert _reckoned(session) == 9000
            with Session(engine) as one, Session(engine) as other:
                look_at(one, "home")
                other.execute(text("set local lock_timeout = '1ms'"))
                look_at(other, "home")  # does not wait
        finally:
            connection.execute(text("drop table home"))


def test_the_application_may_look_at_whatever_it_says_it_does(session: Session) -> None:
    """Without the right PostgreSQL only warns, and nothing is looked at."""
    code = "".join(path.read_text() for path in Path(yihu.__file__).parent.rglob("*.py"))
    told = re.findall(r'(?:look_at|grown)\(session, (?:.*, )?"([^"]+)"\)', code)
    assert len(told) >= 5
    for table in {name.strip() for each in told for name in re.sub(r"\(.*?\)", "", each).split(",")}:
        may = session.scalar(text("select has_table_privilege('yihu_app', :table, 'maintain')"), {"table": table})
        assert may, f"grant maintain on {table} to yihu_app"


def _reckoned(session: Session) -> int:
    """How many rows PostgreSQL expects."""
    return int(session.scalar(text("explain (format json) select from home"))[0]["Plan"]["Plan Rows"])

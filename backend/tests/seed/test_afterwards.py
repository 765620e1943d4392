import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from yihu.seed import afterwards

KEYS = (
    "select conname, pg_get_constraintdef(oid) from pg_constraint where conrelid = 'member'::regclass and contype = 'f'"
)
INDEXES = "select indexname, indexdef from pg_indexes where tablename = 'member'"
STRAY = (
    "insert into member (county, region_code, household_id, name, name_initials, name_sort)"
    " values ('511921', '511921119201', uuidv7(), '张三', 'zs', 'zhang san')"
)


@pytest.fixture
def owner(copy_of):
    engine = create_engine(copy_of("migrated"))
    with Session(engine) as session:
        yield session
    engine.dispose()


def test_keys_and_indexes_are_what_they_were(owner):
    before = [set(owner.execute(text(query)).all()) for query in (KEYS, INDEXES)]
    with afterwards.checked(owner, ["member"]), afterwards.indexed(owner, ["member"]):
        within = [set(owner.execute(text(query)).all()) for query in (KEYS, INDEXES)]
    assert within[0] == set()
    assert within[1] < before[1], "only the keys' indexes are kept while rows come in"
    assert [set(owner.execute(text(query)).all()) for query in (KEYS, INDEXES)] == before


def test_a_row_without_its_household_is_found_at_the_end(owner):
    def stray():
        with afterwards.checked(owner, ["member"]):
            owner.execute(text(STRAY))

    with pytest.raises(IntegrityError, match="household"):
        stray()

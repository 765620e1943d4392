"""The house rules that a machine can keep."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from fastapi.dependencies.models import Dependant
from fastapi.routing import RouteContext
from pydantic import BaseModel
from sqlalchemy import Engine, text

import yihu
from tests.routes import all_routes
from yihu import catalogue
from yihu.accounts.access import signed_in
from yihu.kernel import migrate
from yihu.kernel.models import Base
from yihu.kernel.problems import NotFound
from yihu.kernel.schemas import Input
from yihu.main import create_app

HOUSE = Path(yihu.__file__).parent
FILES = sorted(HOUSE.rglob("*.py"))
OPEN_DOORS = {"/api/v1/auth/login", "/api/v1/auth/refresh", "/api/v1/health", "/api/v1/ready"}
VILLAGERS = {
    "/api/v1/public/villages/{door}", "/api/v1/public/villages/{door}/declarations/{made}",
    "/api/v1/public/villages/{door}/receipts:look-up",
}  # fmt: skip
"""What a villager reaches by the code on his village's board: opened on purpose, decision 0020."""
OPEN_DOORS |= VILLAGERS
LONGEST_FILE, LONGEST_FUNCTION = 300, 40


def name(path: Path) -> str:
    return str(path.relative_to(HOUSE))


@pytest.mark.parametrize("file", FILES, ids=name)
def test_a_file_is_read_at_one_sitting(file: Path):
    source = file.read_text("utf-8")
    assert source.count("\n") <= LONGEST_FILE
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno - node.lineno < LONGEST_FUNCTION, node.name


@pytest.mark.parametrize("room", sorted(d for d in HOUSE.iterdir() if (d / "__init__.py").exists()), ids=name)
def test_every_room_says_what_it_is_and_nothing_else(room: Path):
    tree = ast.parse((room / "__init__.py").read_text("utf-8"))
    assert ast.get_docstring(tree)
    if room.name not in ("rules", "todos", "profiles", "commands", "items"):
        assert len(tree.body) == 1


def test_only_the_kernel_commits():
    commits = [name(file) for file in FILES if re.search(r"\.commit\(\)", file.read_text("utf-8"))]
    assert [c for c in commits if not c.startswith("kernel/")] == []


ROUTES = all_routes(create_app())


def needs(dependant: Dependant, call: object) -> bool:
    return dependant.call is call or any(needs(part, call) for part in dependant.dependencies)


@pytest.mark.parametrize("route", ROUTES, ids=lambda r: f"{min(r.methods)} {r.path}")
def test_no_door_stands_open(route: RouteContext):
    assert (route.path in OPEN_DOORS) != needs(route.dependant, signed_in)


@pytest.mark.parametrize("route", ROUTES, ids=lambda r: f"{min(r.methods)} {r.path}")
def test_every_form_refuses_unknown_fields(route: RouteContext):
    if route.body_field is not None:
        form = route.body_field.field_info.annotation
        assert issubclass(form, Input)


def models(kind: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for child in kind.__subclasses__():
        yield child
        yield from models(child)


def test_forms_stay_strict():
    assert [m.__name__ for m in models(Input) if m.model_config.get("extra") != "forbid"] == []


COUNTY_TABLES = sorted(
    t.name for t in Base.metadata.tables.values() if {"county", "region_code"} <= set(t.columns.keys())
)


@pytest.mark.parametrize("table", COUNTY_TABLES)
def test_a_county_table_is_keyed_by_county_and_watched_by_the_database(table: str, engine: Engine):
    found = Base.metadata.tables[table]
    assert next(iter(found.primary_key.columns)).name == "county"
    for constraint in found.foreign_key_constraints:
        target = constraint.referred_table
        assert target.name not in COUNTY_TABLES or "county" in constraint.column_keys
        assert constraint.ondelete is None
    with engine.connect() as connection:
        watched = connection.scalar(text("select relrowsecurity from pg_class where relname = :t"), {"t": table})
    assert watched


def test_no_index_is_the_beginning_of_another(engine: Engine):
    twice = """
        select a.indexrelid::regclass::text from pg_index a
        join pg_index b on b.indrelid = a.indrelid and b.indexrelid <> a.indexrelid
        join pg_class ca on ca.oid = a.indexrelid join pg_class cb on cb.oid = b.indexrelid
        where ca.relnamespace = 'public'::regnamespace and ca.relam = cb.relam and not a.indisunique
          and num_nulls(a.indpred, a.indexprs, b.indpred) = 3 and ca.relname !~ '^procrastinate'
          and starts_with(b.indkey::text || ' ', a.indkey::text || ' ')"""
    with engine.connect() as connection:
        assert connection.scalars(text(twice)).all() == [], "each write would keep both"


def test_the_models_and_the_migrations_agree(database_url: str):
    command.check(migrate.config(database_url))


def test_the_committed_api_description_is_current(repository: Path):
    described = json.dumps(create_app().openapi(), ensure_ascii=False, indent=2) + "\n"
    assert (repository / "openapi" / "openapi.json").read_text("utf-8") == described, "run make openapi"


def test_the_committed_page_of_refusals_is_current(repository: Path):
    assert (repository / "openapi" / "PROBLEMS.md").read_text("utf-8") == catalogue.page(), "run make openapi"
    codes = [kind.code() for kind in set(catalogue.kinds())]
    assert sorted(codes) == sorted(set(codes)), "one code, one meaning"
    silent = [kind.code() for kind in catalogue.kinds() if not catalogue.said(kind) and not issubclass(kind, NotFound)]
    assert silent == [], "say in the docstring what caused it and what to do"

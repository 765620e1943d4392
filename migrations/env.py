"""Alembic's entry: all rooms' tables, one transaction per migration, the owner's connection."""

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import create_engine

import yihu
from yihu.kernel.crypto import Sealed
from yihu.kernel.facts import Xid8
from yihu.kernel.models import Base

for module in iter_modules(yihu.__path__, "yihu."):
    if module.ispkg:
        for part in iter_modules([str(Path(yihu.__path__[0]) / module.name.removeprefix("yihu."))], f"{module.name}."):
            if part.name.endswith("models"):
                import_module(part.name)
for module in ("audit", "facts", "idempotency"):
    import_module(f"yihu.kernel.{module}")


def ours(_object: Any, _name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
    """The queue's tables live in the same database; they are its own."""
    return not (kind == "table" and reflected and compare_to is None)


def plainly(kind: str, item: Any, autogen: AutogenContext) -> str | bool:
    """Write our column types into migrations as what they are in the database: a migration outlives the code."""
    if kind == "type" and isinstance(item, Sealed):
        return "sa.LargeBinary()"
    if kind == "type" and isinstance(item, Xid8):
        autogen.imports.add("from yihu.kernel.facts import Xid8")
        return "Xid8()"
    return False


def run() -> None:
    engine = create_engine(context.config.attributes.get("url") or context.config.get_main_option("sqlalchemy.url"))
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            include_object=ours,
            render_item=plainly,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()

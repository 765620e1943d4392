"""The role the application works as, the extensions it needs, and the queue's own tables."""

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("create extension if not exists btree_gist")
    op.execute("create extension if not exists pg_trgm")
    op.execute(
        """
        do $$ begin
            if not exists (select from pg_roles where rolname = 'yihu_app') then
                create role yihu_app nologin nobypassrls;
            end if;
        end $$
        """
    )
    op.execute("grant yihu_app to current_user")
    op.execute("grant usage on schema public to yihu_app")
    op.execute("alter default privileges in schema public grant select, insert, update, delete on tables to yihu_app")
    op.execute("alter default privileges in schema public grant usage, select on sequences to yihu_app")
    cursor = op.get_bind().connection.cursor()
    cursor.execute(SchemaManager.get_schema())


def downgrade() -> None:
    raise NotImplementedError("the first migration is undone by dropping the database")

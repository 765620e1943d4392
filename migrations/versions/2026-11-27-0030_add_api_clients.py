"""Systems that call the API, their secrets, their use and the log of it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0030"
down_revision = "0026"
branch_labels = None
depends_on = None

PEOPLE = (
    "'village_cadre', 'helper', 'township_officer', 'county_officer', 'department', 'bank', 'auditor', 'administrator'"
)


def roles(named: str) -> None:
    """Replace the check without looking at the rows under the lock; they are looked at afterwards."""
    op.execute("alter table app_user drop constraint ck_app_user_role")
    op.execute(f"alter table app_user add constraint ck_app_user_role check (role in ({named})) not valid")
    op.execute("alter table app_user validate constraint ck_app_user_role")


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    roles(f"{PEOPLE}, 'system'")
    op.create_table(
        "api_client",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("networks", postgresql.ARRAY(postgresql.CIDR()), nullable=False),
        sa.Column("per_minute", sa.Integer(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("cardinality(scopes) > 0", name=op.f("ck_api_client_may_something")),
        sa.CheckConstraint("cardinality(networks) > 0", name=op.f("ck_api_client_from_somewhere")),
        sa.CheckConstraint("per_minute between 1 and 6000", name=op.f("ck_api_client_rate_plausible")),
        sa.ForeignKeyConstraint(["id"], ["app_user.id"], name=op.f("fk_api_client_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_client")),
    )
    op.create_table(
        "api_secret",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("hint", sa.Text(), nullable=False),
        sa.Column("last_used_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("ended_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("slot in (1, 2)", name=op.f("ck_api_secret_two_at_most")),
        sa.ForeignKeyConstraint(["client_id"], ["api_client.id"], name=op.f("fk_api_secret_client_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_secret")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_api_secret_secret_hash")),
    )
    op.create_index(op.f("ix_api_secret_client_id"), "api_secret", ["client_id"])
    op.create_index(
        "uq_api_secret_live",
        "api_secret",
        ["client_id", "slot"],
        unique=True,
        postgresql_where=sa.text("ended_at is null"),
    )
    op.create_table(
        "api_use",
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("minute_began_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("used", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("last_used_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("last_address", postgresql.INET(), nullable=True),
        sa.ForeignKeyConstraint(["client_id"], ["api_client.id"], name=op.f("fk_api_use_client_id")),
        sa.PrimaryKeyConstraint("client_id", name=op.f("pk_api_use")),
    )
    op.create_table(
        "api_access",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("address", postgresql.INET(), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["api_client.id"], name=op.f("fk_api_access_client_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_access")),
    )
    op.create_index(op.f("ix_api_access_at"), "api_access", ["at"])
    op.create_index(op.f("ix_api_access_client_id_at_id"), "api_access", ["client_id", "at", "id"])
    op.execute("revoke update on api_access from yihu_app")  # written once; old rows are removed as a whole


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    for table in ("api_access", "api_use", "api_secret", "api_client"):
        op.drop_table(table)
    roles(PEOPLE)

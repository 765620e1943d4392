"""Addresses of systems that want to be told, what they were told, and each try."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

TABLES = ("webhook_endpoint", "webhook_message", "webhook_attempt")


def place() -> list[sa.Column]:
    return [
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
    ]


def stamps() -> list[sa.Column]:
    return [
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
    ]


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.create_table(
        "webhook_endpoint",
        *place(),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("resources", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("previous_secret", sa.LargeBinary(), nullable=True),
        sa.Column("previous_until", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("xid", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("disabled_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("disabled_why", sa.Text(), nullable=True),
        *stamps(),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("cardinality(resources) > 0", name=op.f("ck_webhook_endpoint_about_something")),
        sa.CheckConstraint(
            "(previous_secret is null) = (previous_until is null)", name=op.f("ck_webhook_endpoint_changing_over")
        ),
        sa.CheckConstraint(
            "(disabled_at is null) = (disabled_why is null)", name=op.f("ck_webhook_endpoint_disabled_for_a_reason")
        ),
        sa.ForeignKeyConstraint(["client_id"], ["api_client.id"], name=op.f("fk_webhook_endpoint_client_id")),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_webhook_endpoint")),
    )
    op.create_index(op.f("ix_webhook_endpoint_client_id"), "webhook_endpoint", ["client_id"])
    op.create_index(op.f("ix_webhook_endpoint_county_region_code"), "webhook_endpoint", ["county", "region_code"])
    op.create_table(
        "webhook_message",
        *place(),
        sa.Column("endpoint_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "delivered",
                "dead",
                name="messagestate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default=sa.text("'waiting'"),
            nullable=False,
        ),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("due_at", sa.TIMESTAMP(timezone=True), nullable=True),
        *stamps(),
        sa.ForeignKeyConstraint(
            ["county", "endpoint_id"],
            ["webhook_endpoint.county", "webhook_endpoint.id"],
            name=op.f("fk_webhook_message_county_endpoint_id"),
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_webhook_message")),
    )
    op.create_index(op.f("ix_webhook_message_county_endpoint_id"), "webhook_message", ["county", "endpoint_id"])
    op.create_index(op.f("ix_webhook_message_created_at"), "webhook_message", ["created_at"])
    op.create_index(
        "ix_webhook_message_newest",
        "webhook_message",
        ["county", "endpoint_id", sa.text("created_at desc"), sa.text("id desc")],
    )
    op.create_index(
        "ix_webhook_message_open",
        "webhook_message",
        ["county", "endpoint_id"],
        postgresql_where=sa.text("state <> 'delivered'"),
    )
    op.create_table(
        "webhook_attempt",
        *place(),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        *stamps(),
        sa.ForeignKeyConstraint(
            ["county", "message_id"],
            ["webhook_message.county", "webhook_message.id"],
            name=op.f("fk_webhook_attempt_county_message_id"),
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_webhook_attempt")),
    )
    op.create_index(op.f("ix_webhook_attempt_county_message_id"), "webhook_attempt", ["county", "message_id"])
    for table in TABLES:
        op.execute(f"alter table {table} enable row level security")
        op.execute(
            f"create policy area on {table} to yihu_app using ("
            "region_code >= current_setting('yihu.lo', true) and region_code < current_setting('yihu.hi', true))"
        )


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    for table in reversed(TABLES):
        op.drop_table(table)

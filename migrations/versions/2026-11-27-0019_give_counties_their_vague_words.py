"""The words that promise nothing are a county's own dated list, no longer a code list of everybody."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

MOVED = """
    insert into vague_word (county, region_code, word, valid_from, valid_to, source)
    select r.code, r.code, word, min(c.valid_from), case when bool_and(c.valid_to is not null) then max(c.valid_to) end, min(c.source)
    from region r cross join code c cross join lateral unnest(c.aliases || c.label) as word
    where r.level = 'county' and c.list = 'vague_wording'
    group by r.code, word
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.create_table(
        "vague_word",
        sa.Column("county", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("valid_to is null or valid_to > valid_from", name=op.f("ck_vague_word_period_in_order")),
        postgresql.ExcludeConstraint(
            (sa.column("county"), "="), (sa.column("word"), "="), (sa.text("daterange(valid_from, valid_to)"), "&&"),
            using="gist", name="ex_vague_word_once_at_a_time",
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("pk_vague_word")),
    )  # fmt: skip
    op.execute("alter table vague_word enable row level security")
    op.execute(
        "create policy area on vague_word to yihu_app using ("
        "region_code >= current_setting('yihu.lo', true) and region_code < current_setting('yihu.hi', true))"
    )
    op.execute(
        "create policy above on vague_word for select to yihu_app using ("
        "starts_with(current_setting('yihu.lo', true), region_code))"
    )
    op.execute(MOVED)
    op.execute("delete from code where list = 'vague_wording'")


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.drop_table("vague_word")

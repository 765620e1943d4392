"""End one province's terms where they stood for every county

Gansu's days of a case, Qin'an's days of a notice and one plan's share of loans were shipped for everywhere. They end
today; what was judged by them stays as it is. Each county sets its own, and Gansu's come back under its code.
"""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

SHIPPED = """
    region_code is null and valid_to is null and (
      key in ('case.days_kind', 'case.verify_days', 'case.decide_days', 'case.decide_from', 'case.declaration_days')
        and source = '甘肃省“一键报贫”（2023年）：5个工作日入户核查、15个工作日完成后续程序'
      or key in ('case.notice_days', 'case.notice_days_kind') and source = '甘肃省秦安县防返贫监测问答：村内公示不少于5天'
      or key = 'loan.productive_percent' and source = '整改方案问题8：贫困户贷款投入产业的占66%')
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(f"update policy_parameter set valid_to = current_date where {SHIPPED}")


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(
        f"update policy_parameter set valid_to = null where {SHIPPED.replace('valid_to is null', 'valid_to is not null')}"
    )

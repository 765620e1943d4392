"""The business clock: which day it is for the county, apart from what the machine says."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from yihu.kernel.settings import settings

LOCAL = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    return datetime.now(UTC)


def business_date() -> date:
    """Today in Asia/Shanghai, or the day set by YIHU_BUSINESS_DATE."""
    return settings().clock.business_date or datetime.now(LOCAL).date()

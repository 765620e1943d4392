from datetime import date

from yihu.kernel.schemas import Schema
from yihu.regions.names import Level


class RegionRead(Schema):
    code: str
    name: str
    short_name: str
    level: Level
    parent_code: str | None
    valid_from: date | None
    valid_to: date | None
    successor_code: str | None


class RegionList(Schema):
    items: list[RegionRead]

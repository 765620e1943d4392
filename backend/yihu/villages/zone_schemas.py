from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from yihu.kernel.schemas import Input, Schema

Name = Annotated[str, Field(min_length=2, max_length=40)]
Villages = Annotated[
    list[Annotated[str, Field(pattern=r"^\d{12}$")]],
    AfterValidator(lambda codes: sorted(set(codes))),
    Field(min_length=1, max_length=500, description="各村的区划代码"),
]


class ZoneVillageRead(Schema):
    region_code: str
    region_name: str


class ZoneRead(Schema):
    """`villages`: those it has now; of an ended zone those it had at its end."""

    id: UUID
    kind: str
    name: str
    valid_from: date
    valid_to: date | None
    villages: list[ZoneVillageRead]
    version: int


class ZoneUpdate(Input):
    name: Name | None = None
    villages: Villages | None = None


class ZoneCreate(Input):
    kind: Annotated[str, Field(min_length=1, max_length=40)]
    name: Name
    villages: Villages

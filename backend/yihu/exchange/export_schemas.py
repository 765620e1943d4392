from typing import Annotated

from pydantic import Field, model_validator

from yihu.exchange.writing import Format
from yihu.kernel.schemas import Input, Schema


class ExportForm(Input):
    """`list`: the list's address with its filters and order, `/alerts?state=open&sort=-raised_on`.

    `clear`: what the list masks in full, for who may and with the reason why.

    `since`: only rows that have changed since, where the list is one of the change feed's resources: the `sync_token` that an
    earlier export of it or `/changes` gave, or an instant of the last 30 days. The job's result tells the `sync_token` it
    reaches to. As NDJSON a second file names what changed and is not in the list: deleted, out of the area, or filtered out.
    """

    list: Annotated[str, Field(min_length=2, max_length=4000, examples=["/alerts?state=open"])]
    format: Format = Format.XLSX
    clear: bool = False
    since: Annotated[
        str | None,
        Field(min_length=1, max_length=200, examples=["2026-11-28T08:00:00+08:00"], description="同步令牌或时间"),
    ] = None
    reason: Annotated[str | None, Field(min_length=4, max_length=200)] = None

    @model_validator(mode="after")
    def _why(self) -> "ExportForm":
        if self.clear and not self.reason:
            raise ValueError("导出未脱敏的个人信息，请写明原因")
        return self


class ExportList(Schema):
    """A list that can be taken away, with its columns in order.

    `clear`: whether it masks what some may take in full; `followed`: whether `since` restricts it to what has changed.
    """

    name: str
    title: str
    columns: list[str]
    clear: bool
    followed: bool


class ExportLists(Schema):
    items: list[ExportList]

"""The base of everything that goes over the wire."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator


class Schema(BaseModel):
    """An answer, read straight from the row. No defaults: the generated client then has no false optional fields."""

    model_config = ConfigDict(from_attributes=True)


def _no_control(value: Any) -> Any:
    if isinstance(value, str) and any(c < " " and c not in "\t\n\r" for c in value):
        raise ValueError("含有不可见的控制字符")
    return value


class Input(BaseModel):
    """A request: an unknown field is an error, never silence, and PostgreSQL's forbidden NUL stops at the door."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, str_max_length=4000)

    @model_validator(mode="before")
    @classmethod
    def _clean(cls, data: Any) -> Any:
        return {key: _no_control(value) for key, value in data.items()} if isinstance(data, dict) else data


Clean = Annotated[str, BeforeValidator(_no_control)]


class Count(Schema):
    """How many rows a bulk verb touched."""

    count: int

"""Yuan, always to the fen; on the wire a decimal string."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, WithJsonSchema
from sqlalchemy import ColumnElement, Text, cast

FEN = Decimal("0.01")


def _exact(value: Any) -> Any:
    """A binary fraction has already lost the fen; only text, integers and decimals are taken."""
    if isinstance(value, float):
        raise ValueError('金额请写成字符串，如 "50000.00"')  # noqa: TRY004  pydantic reports ValueError per field
    return value


Yuan = Annotated[
    Decimal,
    BeforeValidator(_exact),
    Field(max_digits=14, decimal_places=2),
    AfterValidator(lambda yuan: yuan.quantize(FEN)),
    PlainSerializer(lambda yuan: f"{yuan:.2f}", return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": r"^-?\d{1,12}(\.\d{1,2})?$", "examples": ["50000.00"]}),
]
PositiveYuan = Annotated[Yuan, Field(gt=0)]


def as_text(column: Any) -> ColumnElement[str]:
    """Money inside JSON that PostgreSQL builds: a string, so that no reader rounds it."""
    return cast(column, Text)

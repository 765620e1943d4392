"""Columns that most lists have."""

from typing import Any

from yihu.exchange.columns import Code, Column, Labels, Row, Told

VILLAGE: dict[str, Column] = {"村": "region_name"}
HOME: dict[str, Column] = {"户主": "head_name", "户编号": "household_no", **VILLAGE}
HOUSEHOLD_CLASS = Code("household_class", "household_class")
LAYER = "unit_layer"


def joined(*fields: str, between: str = " ") -> Told:
    """Several columns in one cell, those without a value left out."""

    def say(row: Row, _labels: Labels) -> str:
        return between.join(str(row[name]) for name in fields if row[name] not in (None, ""))

    return Told(say)


def share(field: str) -> Told:
    """A whole number of percent."""
    return Told(lambda row, _: None if row[field] is None else f"{row[field]}%")


def counted(field: str) -> Told:
    """How many there are in a list of a row."""
    return Told(lambda row, _: len(row[field]))


def facts(value: Any) -> str:
    return "；".join(f"{name} {'无' if one is None else one}" for name, one in (value or {}).items())

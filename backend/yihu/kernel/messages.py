"""Pydantic's complaints in plain Chinese."""

from collections.abc import Mapping
from typing import Any

TEXTS = {
    "missing": "必填",
    "extra_forbidden": "没有这个字段",
    "string_type": "应为文字",
    "string_too_short": "至少 {min_length} 个字",
    "string_too_long": "最多 {max_length} 个字",
    "string_pattern_mismatch": "格式不正确",
    "int_parsing": "应为整数",
    "int_type": "应为整数",
    "decimal_parsing": "应为数字",
    "decimal_type": "应为数字",
    "decimal_max_places": "最多 {decimal_places} 位小数",
    "decimal_max_digits": "数字太大",
    "decimal_whole_digits": "数字太大",
    "float_parsing": "应为数字",
    "bool_parsing": "应为“是”或“否”",
    "bool_type": "应为“是”或“否”",
    "date_from_datetime_parsing": "应为日期，如 2026-11-23",
    "date_parsing": "应为日期，如 2026-11-23",
    "date_type": "应为日期，如 2026-11-23",
    "datetime_parsing": "应为时间",
    "uuid_parsing": "编号格式不正确",
    "uuid_type": "编号格式不正确",
    "enum": "只能是 {expected} 之一",
    "literal_error": "只能是 {expected} 之一",
    "greater_than": "应大于 {gt}",
    "greater_than_equal": "应不小于 {ge}",
    "less_than": "应小于 {lt}",
    "less_than_equal": "应不大于 {le}",
    "list_type": "应为列表",
    "dict_type": "应为对象",
    "model_attributes_type": "应为对象",
    "too_long": "最多 {max_length} 项",
    "too_short": "至少 {min_length} 项",
}


def chinese(error: Mapping[str, Any]) -> str:
    """What is wrong with one field; our own validators already speak Chinese and are passed through."""
    if error["type"] in ("value_error", "assertion_error"):
        return str(error["msg"]).partition(", ")[2] or str(error["msg"])
    text = TEXTS.get(error["type"], "填写有误")
    return text.format_map({**error.get("ctx", {})}) if "{" in text else text

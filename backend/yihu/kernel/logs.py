"""Structured logs: readable on a terminal, JSON lines in production; never a name, a number or a secret of a person."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from yihu.kernel.settings import Logs

DETAIL = re.compile(r"DETAIL: .*?(?=^\[SQL|^\(Background|^The above|^During|^Traceback|\Z)", re.DOTALL | re.MULTILINE)
"""PostgreSQL quotes the values of the row that broke a constraint."""


def _without_values(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    if "exception" in event:
        event["exception"] = DETAIL.sub("DETAIL: ***\n", event["exception"])
    return event


class Formatter(logging.Formatter):
    """For what libraries log."""

    def formatException(self, ei: Any) -> str:  # noqa: N802  logging's own name
        return DETAIL.sub("DETAIL: ***\n", super().formatException(ei))


def configure(logs: Logs) -> None:
    level = logging.getLevelNamesMapping()[logs.log_level.upper()]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if logs.log_json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _without_values,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    library = logging.StreamHandler(sys.stderr)
    library.setFormatter(Formatter("%(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=max(level, logging.WARNING), handlers=[library])

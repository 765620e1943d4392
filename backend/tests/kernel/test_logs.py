"""What stands in the log, and how it looks."""

import io
import logging
import sys

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from structlog.testing import capture_logs

from yihu.kernel import logs, web
from yihu.kernel.settings import settings


@pytest.fixture
def lines(client, monkeypatch):
    """Requests of a stranger; returns what was logged for them."""
    monkeypatch.setattr(web, "log", structlog.get_logger("access"))
    stranger = client()

    def ask(path):
        with capture_logs() as found:
            stranger.get(path)
        return [(line["log_level"], line["path"], line["status"]) for line in found if line["event"] == "request"]

    return ask


def test_a_probe_that_succeeds_is_not_worth_a_line(lines):
    assert lines("/health") == []
    assert lines("/ready") == []


def test_every_other_request_is_one_line(lines):
    assert lines("/me") == [("info", "/api/v1/me", 401)]


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(("stream", "coloured"), [(Terminal, True), (io.StringIO, False)])
def test_only_a_terminal_gets_colours(stream, coloured, monkeypatch):
    written = stream()
    monkeypatch.setattr(sys, "stderr", written)
    before = structlog.get_config()
    try:
        logs.configure(settings().logs)
        structlog.get_logger("access").info("request", path="/api/v1/me")
    finally:
        structlog.configure(**before)
    assert "/api/v1/me" in written.getvalue()
    assert ("\x1b[" in written.getvalue()) is coloured


def test_values_that_postgresql_quotes_are_left_out(capsys, session):
    logs.configure(settings().logs)
    try:
        session.execute(
            text("insert into login_attempt (id, username) values (uuidv7(), :name)"), {"name": "canary\\nsecond line"}
        )
    except IntegrityError as error:
        structlog.get_logger().error("broken", exc_info=error)
        logging.getLogger("library").exception("broken")
    said = capsys.readouterr().err
    assert said.count("NotNullViolation") >= 2
    assert "canary" not in said
    assert "second line" not in said

"""What stands in the log, and how it looks."""

import io
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


@pytest.fixture
def written(monkeypatch):
    """Configures logging on a stream of this kind and returns it; other tests keep theirs."""
    before = structlog.get_config()

    def to(stream):
        monkeypatch.setattr(sys, "stderr", stream)
        logs.configure(settings().logs)
        return stream

    yield to
    structlog.configure(**before)


@pytest.mark.parametrize(("stream", "coloured"), [(Terminal, True), (io.StringIO, False)])
def test_only_a_terminal_gets_colours(stream, coloured, written):
    said = written(stream())
    structlog.get_logger("access").info("request", path="/api/v1/me")
    assert "/api/v1/me" in said.getvalue()
    assert ("\x1b[" in said.getvalue()) is coloured


def test_values_that_postgresql_quotes_are_left_out(written, session):
    said = written(io.StringIO())
    insert = text("insert into login_attempt (id, username) values (uuidv7(), :name)")
    values = {"name": "canary\nsecond line"}
    with pytest.raises(IntegrityError, match="canary") as broken:
        session.execute(insert, values)
    structlog.get_logger().error("broken", exc_info=broken.value)
    library = logs.Formatter().formatException((broken.type, broken.value, broken.tb))
    for line in (said.getvalue(), library):
        assert "NotNullViolation" in line
        assert "canary" not in line
        assert "second line" not in line

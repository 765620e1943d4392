"""A receiver of webhooks that sleeps, fails, redirects and answers 410."""

import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import UUID

from sqlalchemy import select, text

from tests.households.make import household
from tests.make import COUNTY, VILLAGE
from yihu.kernel.audit import AuditEntry
from yihu.kernel.db import EVERYWHERE, entering, transaction

HERE = ["127.0.0.0/8"]


class Receiver(ThreadingHTTPServer):
    """Answers as it is told to and remembers what came."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.answers: list = []
        self.came: list[tuple[dict, bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook"


class Answering(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.came.append(({name.lower(): value for name, value in self.headers.items()}, body))
        answer = self.server.answers.pop(0) if self.server.answers else 204
        if answer == "trickle":
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            for _ in range(20):
                time.sleep(0.1)
                try:
                    self.wfile.write(b"x-slow: 1\r\n")
                except OSError:
                    return
            return
        if answer == "hang up":
            self.connection.close()
            return
        self.send_response(answer)
        if answer == 302:
            self.send_header("Location", f"{self.server.url}/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_POST  # noqa: N815  the names that http.server calls

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def write(committed, *numbers):
    with transaction(committed, entering(EVERYWHERE)) as session:
        for number in numbers:
            home = household(session, number, VILLAGE, "单小红")
            session.execute(
                text(
                    "insert into fact (county, region_code, name, subject_kind, subject_id, data)"
                    " values (:county, :place, 'HouseholdRegistered', 'household', :id, '{}')"
                ),
                {"county": home.county, "place": VILLAGE, "id": home.id},
            )


def audited(committed, webhook, action):
    """What was written down of it, oldest first."""
    mine = (AuditEntry.county == COUNTY, AuditEntry.subject_id == UUID(webhook["id"]), AuditEntry.action == action)
    with transaction(committed, entering(EVERYWHERE)) as session:
        return session.scalars(select(AuditEntry.details).where(*mine).order_by(AuditEntry.id)).all()

"""`yihu run` in a home of its own, made anew: what may be asked of it, and what may be killed of it."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from benchmarks.county import PASSWORD

PORT = int(os.environ.get("YIHU_PORT", "18766"))
VICTIMS = {"API": "uvicorn", "worker": "yihu.start", "PostgreSQL": "postgres"}
PATIENCE = 900.0
UNAUTHENTICATED = 401


@dataclass
class House:
    run: psutil.Process
    token: str = ""

    def kill(self, who: str) -> None:
        for child in self.run.children():
            with suppress(psutil.NoSuchProcess):  # dead already, and not yet buried
                if VICTIMS[who] in " ".join(child.cmdline()[:4]):
                    child.send_signal(signal.SIGKILL)

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Any:
        """Ask until there is an answer, as a browser's user would: same key, same body."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return self.once(method, path, body, **headers)
            except urllib.error.HTTPError as error:
                if error.code == UNAUTHENTICATED and self.token:  # it ends sooner than a siege
                    self.token = ""
                    self.sign_in()
                    continue
                if error.code < 500 or time.monotonic() > until:
                    raise RuntimeError(error.read().decode()) from None
            except (OSError, ValueError):
                if time.monotonic() > until:
                    raise
            time.sleep(0.2)

    def once(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Any:
        """Ask once. Raises HTTPError."""
        sent = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json", **headers}
        query = urllib.request.Request(f"http://127.0.0.1:{PORT}/api/v1{path}", body, sent, method=method)
        with urllib.request.urlopen(query, timeout=60) as answer:
            return json.load(answer)

    def sign_in(self) -> None:
        form = json.dumps({"username": "xianji", "password": PASSWORD}).encode()
        self.token = self.ask("POST", "/auth/login", form)["access_token"]


@contextmanager
def house(place: Path) -> Iterator[House]:
    """Running until the end of the block; `place` is emptied first."""
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    environment = os.environ | {"YIHU_HOME": str(place), "YIHU_PORT": str(PORT), "YIHU_DEMO_PASSWORD": PASSWORD}
    with (place / "said").open("w") as said:
        run = subprocess.Popen([sys.executable, "-m", "yihu.cli", "run"], env=environment, stdout=said, stderr=said)
        try:
            yield House(psutil.Process(run.pid))
        finally:
            run.send_signal(signal.SIGINT)
            run.wait(60)

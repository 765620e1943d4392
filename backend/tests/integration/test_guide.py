"""The examples of openapi/README.md run as they stand there."""

import os
import re
import subprocess
import sys
import threading
import time

import pytest
import uvicorn

from tests.accounts.test_clients import BANK
from tests.households.make import household
from tests.make import VILLAGE, run_jobs
from yihu.integration import signing
from yihu.kernel.db import EVERYWHERE, entering, transaction

LOANS = 30
"""Instead of ten thousand."""


@pytest.fixture
def examples(repository):
    text = (repository / "openapi" / "README.md").read_text("utf-8")
    return {
        kind: re.findall(rf"^```{kind} example\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
        for kind in ("bash", "python")
    }


@pytest.fixture
def address(committed, signed_in):
    """Where the application listens, with the worker at work."""
    application = signed_in("guanli")._transport.application.app
    server = uvicorn.Server(uvicorn.Config(application, port=0, log_level="error", lifespan="off"))
    ended = threading.Event()

    def work() -> None:
        while not ended.is_set():
            run_jobs(committed)
            time.sleep(0.05)

    threads = [threading.Thread(target=server.run), threading.Thread(target=work)]
    for thread in threads:
        thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    ended.set()
    for thread in threads:
        thread.join()


def test_the_examples_of_the_guide_run_as_they_stand(committed, signed_in, address, examples, tmp_path):
    with transaction(committed, entering(EVERYWHERE)) as session:
        household(session, "5119210001", VILLAGE, "单小红")
    made = signed_in("guanli").post("/api-clients", json=BANK).json()
    since = signed_in("yinhang").get("/changes").json()["sync_token"]
    env = {
        **os.environ, "YIHU": address, "CLIENT_ID": made["client"]["id"], "CLIENT_SECRET": made["client_secret"],
        "LOANS": str(LOANS), "SINCE": since,
    }  # fmt: skip
    push, follow, check = examples["python"]
    told = [
        run(["bash", "-euo", "pipefail", "-c", "\n".join(examples["bash"])], env),
        run([sys.executable, "-c", push], env),
        run([sys.executable, "-c", follow], env),
        run([sys.executable, "-c", push], env),
    ]
    assert '"contract_no":"2025-0001"' in told[0]
    assert told[0].count('"action":"new"') == 2, "a payment and a rating"
    assert told[1].splitlines()[-1] == "succeeded"
    assert told[3].splitlines()[-1] == "succeeded", "each step may be repeated"
    lines = told[2].splitlines()
    assert len(lines) == LOANS + 1
    balances = sorted(line.rsplit(" ", 1)[1] for line in lines if line.startswith("UPSERT loan "))
    assert balances == ["40000.00"] + ["50000.00"] * LOANS, "each as it stands now"
    assert webhook(check)
    answers = {line["route"]: line["status"] for line in accesses(signed_in("guanli"), made)}
    assert answers["/oauth/token"] == 200


def run(command, env):
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def accesses(admin, made):
    return admin.get(f"/api-clients/{made['client']['id']}/accesses?page_size=200").json()["items"]


def webhook(source) -> bool:
    """Whether the guide's check lets a genuine message in and others not."""
    secret, body = signing.new_secret(), b'{"type":"records.changed"}'
    os.environ["WEBHOOK_SECRET"] = secret
    names: dict = {}
    exec(source, names)  # noqa: S102  the guide's own words
    check, now = names["is_genuine"], int(time.time())
    headers = signing.signed("msg_1", now, body, [signing.new_secret(), secret])
    old = signing.signed("msg_1", now - 3600, body, [secret])
    return check(headers, body) and not check(headers, body + b" ") and not check(old, body)

from datetime import timedelta
from uuid import uuid4

from yihu.kernel import clock

DEVICE = "d0d0d0d0-0000-4000-8000-000000000001"


def contact(home, version=None, seen=None, **patch) -> dict:
    """A correction typed while this version of the household was on the phone."""
    seen_then = {"base_version": version or home.version, "base": seen or {}}
    return command("household_contact", home.id, patch, household_id=str(home.id), **seen_then)


def command(kind, subject_id, patch, **over) -> dict:
    made = {"id": str(uuid4()), "made_at": clock.now().isoformat()}
    return {**made, "kind": kind, "subject_id": str(subject_id), "patch": patch, **over}


def send(browser, *commands, device=DEVICE, **report) -> list[dict]:
    """The results of a batch."""
    answer = browser.post("/field-commands", json={"device": {"id": device, **report}, "commands": list(commands)})
    assert answer.status_code == 200, answer.text
    return answer.json()["results"]


def days_ago(days: float) -> str:
    return (clock.now() - timedelta(days=days)).isoformat()

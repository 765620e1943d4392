"""The step of a case that is taken at the door, sent by a phone: once, and never over somebody else's."""

from tests.cases.make import SEEN, Team, today
from tests.field.make import command, send


def sent(case, step="verify"):
    patch = {"step": step, "done_on": str(today()), "note": "入户看过，自付费用属实", "verification": SEEN}
    return command("case_step", case["id"], patch, base_version=case["version"])


def test_a_case_is_verified_from_the_phone(client, session, monkeypatch):
    team = Team(client, session, monkeypatch)
    phone = client("cunganbu")
    (todo,) = (one for one in phone.get("/field-kit").json()["todos"] if one["kind"] == "case")
    assert (todo["verb"], todo["ref"]["clue"], todo["ref"]["classes"]) == (
        "去核实", team.case["clue"], ["prevention_target"],
    )  # fmt: skip
    one = sent(team.case)
    assert [result["status"] for result in send(phone, one)] == ["applied"]
    assert [result["status"] for result in send(phone, one)] == ["duplicate"]
    case = phone.get(f"/cases/{team.case['id']}").json()
    assert (case["next"]["step"], case["monitor_class"], case["steps"][0]["actor_name"]) == (
        "deliberate", "prevention_target", "何村",
    )  # fmt: skip


def test_who_comes_second_takes_no_step(client, session, monkeypatch):
    team = Team(client, session, monkeypatch)
    late = sent(team.case)
    assert team.take("verify").status_code == 200
    (told,) = send(client("cunganbu"), late)
    assert (told["status"], told["problem"]["code"]) == ("quarantined", "step_out_of_order")

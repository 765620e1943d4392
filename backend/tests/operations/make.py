"""An operation as its page goes through it: asked for, looked at, started, taken back."""

from yihu.operations.schemas import OperationRead, OperationRowRead


def asked(browser, run_jobs, operation: str, **form) -> OperationRead:
    answer = browser.post("/operations", json={"operation": operation, **form})
    assert answer.status_code == 202, answer.text
    run_jobs()
    return read(browser, answer.json()["id"])


def read(browser, made) -> OperationRead:
    return OperationRead.model_validate(browser.get(f"/operations/{made}").json())


def step(browser, run_jobs, found: OperationRead, verb: str) -> OperationRead:
    answer = browser.post(f"/operations/{found.id}:{verb}", headers={"If-Match": f'"{found.version}"'})
    assert answer.status_code == 202, answer.text
    run_jobs()
    return read(browser, found.id)


def rows(browser, found: OperationRead, **asked) -> list[OperationRowRead]:
    items = browser.get(f"/operations/{found.id}/rows", params=asked).json()["items"]
    return [OperationRowRead.model_validate(one) for one in items]


def figures(found: OperationRead) -> dict[str, int]:
    return {name: count for name, count in found.counts.model_dump(exclude={"reasons", "total"}).items() if count}

from uuid import UUID

from tests.house.operation import Op
from yihu.operations.models import OperationRow, OperationRun

NOTHING = {"operation": "alerts.assign", "ids": ["0199aaaa-0000-7000-8000-000000000000"], "parameters": {}}

OPERATIONS = {
    "GET /operation-kinds": Op(),
    "POST /operations": Op(body={**NOTHING, "operation": "nothing.of_the_kind"}, answer=404),
    "GET /operations/{operation_id}": Op(),
    "GET /operations/{operation_id}/rows": Op(),
    "POST /operations/{operation_id}:start": Op(),
    "POST /operations/{operation_id}:reverse": Op(answer=409),  # nothing is done yet
}


def plant(session, home, author) -> dict:
    """A batch that the village has asked for, previewed."""
    here = {"county": home.county, "region_code": home.region_code}
    run = OperationRun(
        **here, operation="households.reclassify", chosen={"ids": []}, parameters={"household_class": "verge", "source": "县工作专班会议"}, state="ready",
        asked_by=author.id, asked_by_name=author.name,
    )  # fmt: skip
    session.add(run)
    session.flush()
    session.add(OperationRow(**here, run_id=run.id, row_no=1, target_id=UUID(int=1), label="单小红", state="foreseen"))
    session.flush()
    return {"operation_id": run.id}

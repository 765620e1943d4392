from tests.house.operation import Op
from yihu.accounts.permissions import Permission as P  # noqa: N817  stands in every line

FIELD = {
    "device": {"id": "0f0f0f0f-0000-4000-8000-000000000001", "label": "手机", "pending": 1},
    "commands": [
        {
            "id": "0f0f0f0f-0000-4000-8000-000000000002",
            "kind": "household_contact",
            "subject_id": "0f0f0f0f-0000-4000-8000-000000000003",
            "base_version": 1,
            "patch": {"address": "村口"},
            "made_at": "2026-11-23T08:00:00+08:00",
        }
    ],
}

OPERATIONS = {
    "GET /field-kit": Op((P.FIELD_WORK,)),
    "POST /field-commands": Op((P.FIELD_WORK,), FIELD),
    "GET /field-commands": Op((P.FIELD_WORK,)),
    "POST /field-commands/{command_id}:settle": Op((P.FIELD_WORK,), {"how": "abandon"}),
    "GET /field-devices": Op((P.FIELD_WATCH,), owner="xiangzhen"),
    "GET /desk": Op(),
}

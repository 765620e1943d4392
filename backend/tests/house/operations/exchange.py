from tests.house.operation import Op
from yihu.exchange.profiles import PROFILES

IMPORTERS = tuple({profile.permission for profile in PROFILES.values()})

OPERATIONS = {
    "GET /exports/lists": Op(),
    "POST /exports": Op(body={"list": "/regions-of-nowhere"}, answer=404),
    "GET /import-profiles": Op(IMPORTERS, owner="xiangzhen"),
    "GET /import-profiles/{profile}/template.xlsx": Op(IMPORTERS, owner="xiangzhen"),
    "GET /imports": Op(IMPORTERS, owner="xiangzhen"),
    "POST /imports": Op(IMPORTERS, {"profile": "loans", "file_name": "名单.xlsx", "size": 9}, owner="xiangzhen"),
    "PUT /imports/{import_id}/data": Op(IMPORTERS, b"a,b\n", owner="xiangzhen"),
    "PATCH /imports/{import_id}/data": Op(
        IMPORTERS, b"a,b\n", owner="xiangzhen", headers={"Upload-Offset": "0", "Upload-Length": "4"}
    ),
    "GET /imports/{import_id}": Op(IMPORTERS, owner="xiangzhen"),
    "GET /imports/{import_id}/rows": Op(IMPORTERS, owner="xiangzhen"),
    "POST /imports/{import_id}:start": Op(IMPORTERS, {}, owner="xiangzhen", answer=409),
    "POST /imports/{import_id}:cancel": Op(IMPORTERS, owner="xiangzhen"),
    "POST /imports/{import_id}:reverse": Op(IMPORTERS, owner="xiangzhen", answer=409),
    "GET /imports/{import_id}/rejected.xlsx": Op(IMPORTERS, owner="xiangzhen", answer=404),  # nothing rejected
}

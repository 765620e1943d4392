from tests.house.operation import STAMP, Op
from tests.make import TOWNSHIP
from yihu.accounts.permissions import Permission as P  # noqa: N817  stands in every line
from yihu.exchange.models import ImportMapping
from yihu.exchange.profiles import PROFILES

IMPORTERS = tuple({profile.permission for profile in PROFILES.values()})
NAMES = {"户主名": "name"}
MAPPING = {"profile": "households", "name": "乡镇表", "columns": NAMES}

PAID = {"rows": [{"bank": "rcb", "contract_no": "NH-1", "paid_on": STAMP, "amount": "1.00"}]}
RATED = {"rows": [{"household_no": "5119210001", "bank": "rcb", "rated_on": STAMP, "grade": "优秀"}]}

OPERATIONS = {
    "POST /loan-repayments:batch-upsert": Op((P.LOANS_IMPORT,), PAID, owner="yinhang", answer=422),  # no such contract
    "POST /credit-ratings:batch-upsert": Op((P.LOANS_IMPORT,), RATED, owner="yinhang"),
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
    "POST /imports/{import_id}:assign-columns": Op(IMPORTERS, {}, owner="xiangzhen", answer=409),  # no file yet
    "GET /import-mappings": Op(IMPORTERS, owner="xiangzhen"),
    "POST /import-mappings": Op(IMPORTERS, MAPPING, owner="xiangzhen"),
    "PATCH /import-mappings/{mapping_id}": Op(IMPORTERS, {"name": "村表", "columns": NAMES}, owner="xiangzhen"),
    "DELETE /import-mappings/{mapping_id}": Op(IMPORTERS, owner="xiangzhen"),
    "POST /imports/{import_id}:start": Op(IMPORTERS, {}, owner="xiangzhen", answer=409),
    "POST /imports/{import_id}:cancel": Op(IMPORTERS, owner="xiangzhen"),
    "POST /imports/{import_id}:reverse": Op(IMPORTERS, owner="xiangzhen", answer=409),
    "GET /imports/{import_id}/rejected.xlsx": Op(IMPORTERS, owner="xiangzhen", answer=404),  # nothing rejected
}


def plant(session, home, _author) -> dict:
    row = ImportMapping(
        county=home.county,
        region_code=TOWNSHIP,
        profile="households",
        name="县表",
        columns=NAMES,
        changed_by_name="向镇",
    )
    session.add(row)
    session.flush()
    return {"mapping_id": row.id}

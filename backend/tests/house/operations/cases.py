from datetime import date
from uuid import uuid4

from tests.house.operation import NOBODY, STAMP, Op
from tests.make import VILLAGE
from yihu.accounts.permissions import Permission as P  # noqa: N817  stands in every line
from yihu.cases.declaration_models import Declaration
from yihu.cases.doors import door_of
from yihu.cases.models import Case
from yihu.cases.notice_models import NoticeLine, Objection, PublicNotice

OPENING = {"household_id": NOBODY, "channel": "cadre", "clue": "户主住院", "risks": ["illness"]}
STEP = {
    "step": "verify", "done_on": STAMP, "note": "入户核实属实",
    "verification": {"kin": False, "authorised": True, "monitor_class": "prevention_target"},
}  # fmt: skip
BACK = {"to": "verify", "note": "请写明医院"}
NOTICE = {
    "case_ids": [NOBODY], "starts_on": STAMP, "place": "村务公开栏", "contact_office": "村委会",
    "contact_phone": "0827-7220001",
}  # fmt: skip
DECLARATION = {
    "name": "单小红", "phone": "13890001299", "group_name": "1组", "difficulty": "illness", "since": "month", "words": "住院",
}  # fmt: skip
END = {"why": "unfounded", "note": "费用已全部报销"}

OPERATIONS = {
    "GET /cases": Op((P.CASES_READ,)),
    "GET /cases/by-step": Op((P.CASES_READ,)),
    "POST /cases": Op((P.CASES_WRITE,), OPENING),
    "GET /cases/{case_id}": Op((P.CASES_READ,)),
    "POST /cases/{case_id}/steps": Op((P.CASES_WRITE,), STEP),
    "POST /cases/{case_id}:return": Op((P.CASES_REVIEW,), BACK, owner="xiangzhen", answer=409),  # nothing done yet
    "POST /cases/{case_id}:end": Op((P.CASES_REVIEW,), END, owner="xiangzhen"),
    "GET /public-notices": Op((P.CASES_READ,)),
    "POST /public-notices:preview": Op((P.CASES_WRITE,), NOTICE),
    "POST /public-notices": Op((P.CASES_WRITE,), NOTICE),
    "GET /public-notices/{public_notice_id}": Op((P.CASES_READ,)),
    "GET /public-notices/{public_notice_id}/sheet.pdf": Op((P.CASES_READ,)),
    "POST /public-notices/{public_notice_id}:withdraw": Op((P.CASES_WRITE,), {"why": "名单有误"}),
    "POST /public-notices/{public_notice_id}:add-photos": Op((P.CASES_WRITE,), {"attachment_ids": []}),
    "POST /public-notices/{public_notice_id}/objections": Op(
        (P.CASES_WRITE,), {"raised_on": STAMP, "text": "他家有车"}
    ),
    "GET /declarations": Op((P.CASES_WRITE,)),
    "GET /declarations/{declaration_id}": Op((P.CASES_WRITE,)),
    "POST /declarations/{declaration_id}:accept": Op((P.CASES_WRITE,), {"household_id": NOBODY}, answer=404),
    "POST /declarations/{declaration_id}:answer": Op((P.CASES_WRITE,), {"answer": "已经上门核实，费用全部报销"}),
    "GET /declaration-posters/{village_code}": Op((P.CASES_WRITE,)),
    "GET /declaration-posters/{village_code}.pdf": Op((P.CASES_WRITE,)),
    "GET /public/villages/{door}": Op(None),
    "PUT /public/villages/{door}/declarations/{made}": Op(None, DECLARATION),
    "POST /public/villages/{door}/receipts:look-up": Op(None, {"receipt": "AAAAA-AAAAA"}),
    "POST /objections/{objection_id}:answer": Op(
        (P.CASES_REVIEW,), {"answer": "经查不属实", "upheld": False}, owner="xiangzhen"
    ),
}


def plant(session, home, author) -> dict:
    """A case that nobody has verified yet."""
    row = Case(
        county=home.county, region_code=home.region_code, household_id=home.id, procedure="risk", channel="cadre",
        clue="单家的线索", opened_on=date(2026, 11, 20), opened_by_name="何村", step="verify",
    )  # fmt: skip
    session.add(row)
    notice = PublicNotice(
        county=home.county, region_code=home.region_code, kind="review.notice", starts_on=date(2026, 11, 20),
        ends_on=date(2026, 11, 26), place="公开栏", contact_office="村委会", contact_phone="0827-7220001",
        posted_by_name="何村",
    )  # fmt: skip
    session.add(notice)
    session.flush()
    here = {"county": home.county, "region_code": home.region_code, "notice_id": notice.id}
    line = NoticeLine(**here, case_id=row.id, sort=1, head_name="单小红", class_label="拟保留", reason_label="其他")
    said = Objection(**here, raised_on=date(2026, 11, 21), text="单家有车", taken_by_name="何村")
    asked = Declaration(
        county=home.county, region_code=home.region_code, name="单小红", phone="13890001298", phone_hash=b"1",
        phone_masked="138****1298", group_name="1组", difficulty="illness", since="month", words="住院", digest=b"1",
        receipt_hash=b"1", received_on=date(2026, 11, 21),
    )  # fmt: skip
    session.add_all([line, said, asked])
    session.flush()
    return {
        "case_id": row.id, "public_notice_id": notice.id, "objection_id": said.id, "declaration_id": asked.id, "door": door_of(VILLAGE),
        "made": uuid4(), "village_code": VILLAGE,
    }  # fmt: skip

"""The demo accounts: one for each role, and who answers for loans where."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from yihu.accounts.models import ResponsibilityAssignment, Role, User
from yihu.accounts.passwords import hash_password

VILLAGE = "511921119213"

# username, name, role, region, unit, work telephone
ACCOUNTS = (
    ("cunganbu", "何春林", Role.VILLAGE_CADRE, VILLAGE, "朽石坎村村民委员会", "15400000001"),
    ("bangfu", "方文富", Role.HELPER, VILLAGE, "通江县财政局", "15400000008"),
    ("xiangzhen", "向明华", Role.TOWNSHIP_OFFICER, VILLAGE[:9], "杨柏镇乡村振兴办公室", "15400000002"),
    ("xianji", "岳建平", Role.COUNTY_OFFICER, VILLAGE[:6], "通江县乡村振兴局", "15400000003"),
    ("bumen", "蒲晓燕", Role.DEPARTMENT, VILLAGE[:6], "通江县民政局", "15400000004"),
    ("yinhang", "苟永强", Role.BANK, VILLAGE[:6], "农商银行信贷部", "15400000005"),
    ("shenji", "闫志刚", Role.AUDITOR, VILLAGE[:6], "通江县审计局", "15400000006"),
    ("guanli", "冉立新", Role.ADMINISTRATOR, VILLAGE[:6], "通江县大数据中心", "15400000007"),
)

# username, kind, domain
RESPONSIBLE = (
    ("cunganbu", "first_responsible", None),
    ("xiangzhen", "domain_responsible", "loan"),
    ("xianji", "domain_responsible", "loan"),
)


def create(session: Session, password: str, on: date) -> list[str]:
    """Create the accounts that do not exist yet, all with one password, and return their usernames."""
    password_hash = hash_password(password)
    rows = [
        {
            "username": username, "name": name, "role": role, "region_code": region_code, "unit": unit, "phone": phone,
            "password_hash": password_hash, "must_change_password": False,
        }
        for username, name, role, region_code, unit, phone in ACCOUNTS
    ]  # fmt: skip
    made = session.scalars(insert(User).on_conflict_do_nothing().returning(User.username), rows).all()
    for username, kind, domain in RESPONSIBLE:
        if username in made:
            user = session.scalars(select(User).where(User.username == username)).one()
            session.add(
                ResponsibilityAssignment(
                    county=user.county, region_code=user.region_code, user_id=user.id, person_name=user.name,
                    phone=user.phone, kind=kind, domain=domain, valid_from=date(on.year, 1, 1),
                )
            )  # fmt: skip
    return list(made)

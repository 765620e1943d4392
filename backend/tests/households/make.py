from datetime import date
from uuid import uuid4

from yihu.households import derive
from yihu.households.identity import check_digit
from yihu.households.models import Household, Member
from yihu.kernel.pinyin import initials, sort_key


def id_number(born_on: str, sex: str, serial: int = 1) -> str:
    """A number of the demo county with a valid check digit; `sex` is GB/T 2261.1."""
    first = f"511921{born_on.replace('-', '')}{serial:02}{sex}"
    return first + check_digit(first)


def member_form(name: str, relation: str, born_on: str, sex: str, **over) -> dict:
    return {"name": name, "relation": relation, "id_number": id_number(born_on, sex), **over}


def household(
    session, household_no: str = "5119210000", region_code: str = "511921119213", head: str = "张三", **over
) -> Household:
    """A stored household with its head alone."""
    county = region_code[:6]
    row = Household(
        id=uuid4(),
        county=county,
        region_code=region_code,
        household_no=household_no,
        head_name=head,
        head_sort=sort_key(head),
        **over,
    )
    session.add(row)
    session.flush()
    session.add(
        Member(
            county=county,
            region_code=region_code,
            household_id=row.id,
            name=head,
            name_initials=initials(head),
            name_sort=sort_key(head),
            relation="02",
            sex="1",
            born_on=date(1970, 1, 1),
        )
    )
    derive.refresh(session, county, [row.id])
    session.refresh(row)
    return row

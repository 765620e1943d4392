from tests.house.operation import STAMP, Op
from tests.households.make import member_form
from yihu.accounts.permissions import Permission as P  # noqa: N817  stands in every line

MEMBER = member_form("单小妹", "10", "1988-04-03", "2")
HOUSEHOLD = {
    "household_no": "5119219001",
    "region_code": "511921119213",
    "household_class": "ordinary",
    "members": [member_form("单大", "02", "1966-04-03", "1")],
}

OPERATIONS = {
    "GET /household-members": Op((P.HOUSEHOLDS_READ,)),
    "GET /households": Op((P.HOUSEHOLDS_READ,)),
    "POST /households": Op((P.HOUSEHOLDS_WRITE,), HOUSEHOLD),
    "POST /households:search": Op((P.HOUSEHOLDS_READ,), {"id_number": MEMBER["id_number"]}),
    "GET /households/{household_id}": Op((P.HOUSEHOLDS_READ,)),
    "PATCH /households/{household_id}": Op((P.HOUSEHOLDS_WRITE,), {"natural_village": "刘家湾"}),
    "POST /households/{household_id}/members": Op((P.HOUSEHOLDS_WRITE,), MEMBER),
    "PATCH /households/{household_id}/members/{member_id}": Op((P.HOUSEHOLDS_WRITE,), {"name": "单小红"}),
    "POST /households/{household_id}/members/{member_id}:leave": Op(
        (P.HOUSEHOLDS_WRITE,), {"left_on": STAMP, "reason": "迁出"}, answer=409
    ),  # the head
    "PUT /households/{household_id}/incomes/{year}": Op((P.HOUSEHOLDS_WRITE,), {"items": []}),
    "POST /households/{household_id}:unmask": Op(
        (P.PERSONAL_DATA_UNMASK,), {"field": "phone", "reason": "电话通知到期"}, answer=404
    ),  # no phone on file
    "GET /households/{household_id}/changes": Op((P.HOUSEHOLDS_READ,)),
}

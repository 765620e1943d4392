from tests.house.operation import Op
from yihu.accounts.permissions import Permission as P  # noqa: N817  stands in every line

OPERATIONS = {
    "PUT /attachments/{attachment_id}": Op((P.FILES_WRITE,), b"no picture"),
    "PATCH /attachments/{attachment_id}": Op((P.FILES_WRITE,), b"no picture"),
    "GET /attachments/{attachment_id}": Op((P.FILES_READ,)),
}

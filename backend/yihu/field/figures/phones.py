from yihu.accounts.permissions import Permission as P  # noqa: N817  stands in every line
from yihu.field.figure import Figure, subject
from yihu.field.models import CommandStatus, FieldCommand, FieldDevice
from yihu.field.queries import STALE
from yihu.field.schemas import Tone

subject("手机补录", 60, {
    "commands_unsettled": Figure(
        "待处理的补录", "/office/sync?status=quarantined&status=conflict", Tone.WARNING, P.FIELD_WATCH, FieldCommand,
        FieldCommand.status.in_((CommandStatus.QUARANTINED, CommandStatus.CONFLICT)),
    ),
    "devices_stale": Figure(
        "太久没有上传的手机", "/office/sync/devices?stale=true", Tone.WARNING, P.FIELD_WATCH, FieldDevice, STALE,
    ),
})  # fmt: skip

from yihu.kernel.problems import NotFound, Problem


class KitChanged(Problem):
    """The phone fetches its work anew."""

    status = 410
    title = "数据已更新，请重新下载"


class KindUnknown(Problem):
    """The phone's program is newer or older than the server. Reload it."""

    status = 422
    title = "系统不认识这种操作，可能是页面版本与服务器不一致"


class CommandIdReused(Problem):
    """The phone's id of a command came with another content. Make a new id."""

    status = 409
    title = "这个编号已用于另一项内容"


class ChangedMeanwhile(Problem):
    """Somebody changed the same field after the phone last saw it. A person chooses."""

    status = 409
    title = "这期间别人改了同一项，请核对后选定"


class FieldCommandNotFound(NotFound):
    title = "没有这条外业记录"


class AlreadySettled(Problem):
    """Somebody has decided about the command. Read it again."""

    status = 409
    title = "这条记录已处理过"


class StillRefused(Problem):
    """The reason has not gone. Mend it, then try again."""

    status = 409
    title = "仍然不能登记"


class PlanIsAnother(Problem):
    """The measures have changed since the phone last saw them. Show them and have them confirmed again."""

    status = 409
    title = "计划现在的措施和手机上的不一样，请核对后重新确认、提交"

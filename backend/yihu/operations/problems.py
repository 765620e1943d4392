from yihu.kernel.problems import NotFound, Problem


class OperationUnknown(NotFound):
    title = "没有这种批量办理"


class OperationNotFound(NotFound):
    title = "没有找到这次批量办理"


class OperationNotThere(Problem):
    """`state` says where the operation is. Read it again."""

    status = 409
    title = "批量办理现在的状态不能这样做"


class WrongList(Problem):
    """Each act names the lists it is for: see `/operation-kinds`."""

    status = 409
    title = "这种办理不是针对这个清单的"


class NotReversible(Problem):
    """Take it back record by record."""

    status = 409
    title = "这种办理不能成批撤回，请逐条处理"


class AlreadySo(Problem):
    """Nothing would change at this record."""

    status = 409
    title = "原来就是这样，不用改"


class GoneOn(Problem):
    """Somebody has worked on since; what he did stays."""

    status = 409
    title = "此后有人办理过，不撤回"


class Busy(Problem):
    """Somebody else's work held the record all the while."""

    status = 409
    title = "记录一直被其他办理占用，没有处理，请稍后再办"

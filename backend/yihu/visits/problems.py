from yihu.kernel.problems import NotAllowed, NotFound, Problem


class VisitNotFound(NotFound):
    title = "没有这次走访"


class VisitIdTaken(Problem):
    """The id belongs to another visit. Make a new one."""

    status = 409
    title = "这个编号已记了另一次走访"


class VisitIsVoid(Problem):
    """Record a new visit."""

    status = 409
    title = "这次走访已作废"


class NotYourVisit(NotAllowed):
    """Whoever visited, or the township or county, may correct it."""

    title = "只有走访人本人或乡镇、县里可以更正和作废"


class FindingNotFound(NotFound):
    title = "没有这个走访发现"


class FindingNotOpen(Problem):
    """Something was recorded meanwhile. Read it again."""

    status = 409
    title = "这个问题已登记处理，请先核对最新情况"


class FindingNotActed(Problem):
    """Record what was done first."""

    status = 409
    title = "这个问题还没有登记处理，不能办结"


class FindingStillOpen(Problem):
    """There is nothing to send back yet."""

    status = 409
    title = "这个问题还没有处理，不需要退回"


class FindingIsClosed(Problem):
    """Reopen it first."""

    status = 409
    title = "这个问题已办结，请先退回再改"


class ClosedByActor(Problem):
    """Two persons: who acted does not close."""

    status = 409
    title = "处理人不能自己办结，请由其他人核实后办结"

from yihu.kernel.problems import NotAllowed, NotFound, Problem


class CheckNotFound(NotFound):
    title = "没有这次核查"


class CheckIdTaken(Problem):
    """The id belongs to another check. Make a new one."""

    status = 409
    title = "这个编号已记了另一次核查"


class CheckIsVoid(Problem):
    """A later check stands in its place. Correct that one."""

    status = 409
    title = "这次核查已更正，请以最新的为准"


class NotYourCheck(NotAllowed):
    """Whoever checked, or the township or county, may correct it."""

    title = "只有核查人本人或乡镇、县里可以更正"


class DefectNotFound(NotFound):
    title = "没有这条问题"


class DefectNotMended(Problem):
    """Record a later check that is in order first."""

    status = 409
    title = "还没有后来的合格核查，不能销号"


class DefectIsClosed(Problem):
    """Read it again; a new defect comes of a new check."""

    status = 409
    title = "这条问题已销号"


class ReconciledByChecker(Problem):
    """Two persons: who recorded the good check does not close the defect."""

    status = 409
    title = "登记合格的人不能自己销号，请由其他人对账后销号"


class RoundNotFound(NotFound):
    title = "没有这次排查"


class RoundTaken(Problem):
    """Go on with the round that is there."""

    status = 409
    title = "同一天已有一次同类排查"


class RoundIsClosed(Problem):
    """Open a new round."""

    status = 409
    title = "这次排查已结束"

from yihu.kernel.problems import NotAllowed, NotFound, Problem


class ParameterUnknown(NotFound):
    title = "没有这个政策参数"


class ParameterOverlaps(Problem):
    """A value that begins later is there. Change or end that one first."""

    status = 409
    title = "同一地区同一参数已有更晚生效的值，请先处理"


class ParameterOutsideArea(NotAllowed):
    """The parameter is set for a place outside the caller's area."""

    title = "只能设置本辖区的参数"

from yihu.kernel.problems import NotFound, Problem


class HousingCaseNotFound(NotFound):
    title = "没有这件住房改造或搬迁"


class CaseTaken(Problem):
    """It is on file: change that one."""

    status = 409
    title = "这一户同一天已有同类的改造或搬迁"


class SourceNotFound(NotFound):
    title = "没有这个供水点"


class SourceTaken(Problem):
    """The source is on file: change that one."""

    status = 409
    title = "这个村已有同名的供水点"


class TestTaken(Problem):
    """The day's test is on file: correct that one."""

    __test__ = False
    status = 409
    title = "这个供水点当天已有检测结果"

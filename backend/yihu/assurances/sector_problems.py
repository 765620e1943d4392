from yihu.kernel.problems import NotFound, Problem


class HousingCaseNotFound(NotFound):
    title = "没有这件住房改造或搬迁"


class CaseTaken(Problem):
    status = 409
    title = "这一户同一天已有同类的改造或搬迁"


class SourceNotFound(NotFound):
    title = "没有这个供水点"


class SourceTaken(Problem):
    status = 409
    title = "这个村已有同名的供水点"


class TestTaken(Problem):
    __test__ = False
    status = 409
    title = "这个供水点当天已有检测结果"

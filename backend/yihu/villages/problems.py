from yihu.kernel.problems import NotFound, Problem


class VillagePlanNotFound(NotFound):
    title = "没有这份村规划"


class VillagePlanTaken(Problem):
    status = 409
    title = "这个村已有同一起始年份的规划"


class GoalNotFound(NotFound):
    title = "没有这条目标"


class ProjectNotFound(NotFound):
    title = "没有这个项目"


class ProjectTaken(Problem):
    status = 409
    title = "这个地方已有同名项目"

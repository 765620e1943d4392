from yihu.kernel.problems import NotFound, Problem


class VillagePlanNotFound(NotFound):
    title = "没有这份村规划"


class VillagePlanTaken(Problem):
    """Change the plan that is there."""

    status = 409
    title = "这个村已有同一起始年份的规划"


class GoalNotFound(NotFound):
    title = "没有这条目标"


class ProjectNotFound(NotFound):
    title = "没有这个项目"


class ProjectTaken(Problem):
    """Change the project of that name, or choose another."""

    status = 409
    title = "这个地方已有同名项目"


class ZoneNotFound(NotFound):
    title = "没有这个片区"


class ZoneNameTaken(Problem):
    """Change the zone of that name, or choose another."""

    status = 409
    title = "已有同类同名的片区"


class ZoneEnded(Problem):
    """A zone that has ended is not changed. Make a new one."""

    status = 409
    title = "这个片区已经撤销"


class VillageInOtherZone(Problem):
    """Take the village out of the other zone first."""

    status = 409
    title = "有的村已在同类的另一片区，请先从那里移出"


class AssetNotFound(NotFound):
    title = "没有这项集体资产"


class AssetTaken(Problem):
    """Change the asset of that name, or give this one a name of its own."""

    status = 409
    title = "这个村已有同名的一项"

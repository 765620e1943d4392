from yihu.kernel.problems import NotFound, Problem


class UnitNotFound(NotFound):
    title = "没有这个单位"


class UnitNameTaken(Problem):
    """Use the unit that is there, or choose another name."""

    status = 409
    title = "本县已有同名的单位"


class UnitAssignmentNotFound(NotFound):
    title = "没有这条挂包记录"


class UnitAssignmentOverlaps(Problem):
    """End the other first."""

    status = 409
    title = "这个单位在同一时段已有同样的任务"


class AlreadyEnded(Problem):
    """What has ended is not changed. Record a new one."""

    status = 409
    title = "已经结束，不能再改"


class StandingOverlaps(Problem):
    """A standing that begins on that day or later is there. End that one first."""

    status = 409
    title = "这个村已有从同一天或更晚开始的认定"


class HelperNotFound(NotFound):
    title = "没有这位帮扶人员"


class HelperAlreadyThere(Problem):
    """The helper is on file: change that one."""

    status = 409
    title = "同一地方已有同名、同单位、同编号的在岗人员"


class HelperAccountTaken(Problem):
    """An account belongs to one helper on duty."""

    status = 409
    title = "这个账号已属于另一位在岗人员"


class HelperRetired(Problem):
    """Whoever has left takes on nothing new."""

    status = 409
    title = "这位人员已离岗"


class HelperStillAnswers(Problem):
    """Carries `pairings`: how many hold on the day."""

    status = 409
    title = "还有结对没有移交或结束，不能离岗"

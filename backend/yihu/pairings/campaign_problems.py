"""The refusals of campaigns and of proposals."""

from yihu.kernel.problems import NotFound, Problem


class CampaignNotFound(NotFound):
    title = "没有这个专项行动"


class CampaignNameTaken(Problem):
    """Choose another name."""

    status = 409
    title = "本区域已有同名的专项行动"


class TargetNotFound(NotFound):
    title = "没有这个走访对象"


class ProposalNotFound(NotFound):
    title = "没有这个结对方案"


class ProposalNotReady(Problem):
    """Still computing, committed or discarded."""

    status = 409
    title = "方案还没有算好，或已提交、已放弃"


class GroundHasMoved(Problem):
    """Carries `conflicts`: [{household_id, head_name, helper_name, why}]."""

    status = 409
    title = "方案算好之后情况有变，请调整所列的户或重新生成方案"


class NobodyToPair(Problem):
    """Enter helpers, or choose another place."""

    status = 422
    title = "本区域没有需要结对的农户，或没有在岗的帮扶人"


class HelperNotOnDuty(Problem):
    """The helper is unknown in the area, or has left by that day."""

    status = 422
    title = "没有这位帮扶人，或已不在岗"

from yihu.kernel.problems import NotFound, Problem


class PolicyNotFound(NotFound):
    title = "没有这项政策"


class PolicyOverlaps(Problem):
    """End the policy of that name first, or begin later."""

    status = 409
    title = "同名政策在这段时间已有一份，请先停用"


class BenefitNotFound(NotFound):
    title = "没有这条享受记录"


class BenefitTaken(Problem):
    """The grant is on file: change that one."""

    status = 409
    title = "同一天已有相同的享受记录"

"""The refusals of pairings themselves; `campaign_problems.py` has those of campaigns and proposals."""

from yihu.kernel.problems import NotFound, Problem


class PairingNotFound(NotFound):
    title = "没有这条结对"


class PairingOverlaps(Problem):
    """The helper has the same pairing at that time. End or change that one."""

    status = 409
    title = "同一时段这位帮扶人已有同样的结对"


class FirstSecretaryThere(Problem):
    """A village has one at a time. End the other's term first."""

    status = 409
    title = "同一时段这个村已有第一书记"


class PairingEndedAlready(Problem):
    """Read it again."""

    status = 409
    title = "这条结对已经结束"


class NothingToHandOver(Problem):
    """The helper answers for nobody there."""

    status = 409
    title = "没有可移交的结对"


class TooManyForPaper(Problem):
    """Choose a smaller place."""

    status = 422
    title = "一份打印的分组表最多 3000 行，请按乡镇或村打印"

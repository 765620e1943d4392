from yihu.kernel.problems import NotFound, Problem


class JobNotFound(NotFound):
    title = "没有找到这项任务"


class JobEnded(Problem):
    """It is too late to cancel. Some work can be taken back instead."""

    status = 409
    title = "任务已经结束，不能再取消"


class JobNotYours(Problem):
    """Whoever asked for the work cancels it."""

    status = 403
    title = "只有交办的人可以取消这项任务"


class FileGone(NotFound):
    """The file is kept seven days and a link a quarter of an hour. Read the job again for a new link."""

    title = "文件不存在、已过期，或下载链接已失效，请重新打开任务"

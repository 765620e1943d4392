from yihu.kernel.problems import NotFound, Problem


class ResourceUnknown(Problem):
    """`detail` names the resources there are."""

    status = 422
    title = "变更流里没有这种资源"


class WebhookNotFound(NotFound):
    title = "没有这个推送地址"


class MessageNotFound(NotFound):
    title = "没有这条推送"


class WebhookLimit(Problem):
    """Change or delete one that is there."""

    status = 409
    title = "一个系统最多 5 个推送地址"

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


class WebhookDisabled(Problem):
    """Switch the address on first: what waits is then sent by itself, and what has failed can be sent again."""

    status = 409
    title = "推送地址已停用，请先启用：等待中的会自动补推，失败的再重推"

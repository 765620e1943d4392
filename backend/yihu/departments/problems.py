from yihu.kernel.problems import NotAllowed, NotFound, Problem


class RecordNotFound(NotFound):
    title = "没有这条部门记录"


class PushedFromBelow(NotAllowed):
    """Departments' records come from the county. Send them with an account of the county."""

    title = "部门数据由县级部门推送，乡镇和村的账号不能推送"


class AlreadyMatched(Problem):
    """Mark the record as wrong first, then match it anew."""

    status = 409
    title = "这条记录已经对上，如有错误请先标记“数据有误”"


class BatchOfAnother(Problem):
    """Another unit has sent a batch of this name. Choose another name."""

    status = 409
    title = "这个批次名称已被另一单位使用，请换一个名称"

from yihu.kernel.problems import NotAllowed, NotFound, Problem


class RecordNotFound(NotFound):
    title = "没有这条部门记录"


class PushedFromBelow(NotAllowed):
    title = "部门数据由县级部门推送，乡镇和村的账号不能推送"


class AlreadyMatched(Problem):
    status = 409
    title = "这条记录已经对上，如有错误请先标记“数据有误”"


class BatchOfAnother(Problem):
    status = 409
    title = "这个批次名称已被另一单位使用，请换一个名称"

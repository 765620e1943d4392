from yihu.kernel.problems import NotFound, Problem


class LoanNotFound(NotFound):
    title = "没有这笔贷款"


class BorrowerNotFound(NotFound):
    """No household of this number, or nobody of this ID number, in your area. Check the number, or send the household first."""

    title = "本辖区没有这一户或这位借款人"


class ContractTaken(Problem):
    """Bank and contract number are on file for another household, maybe outside your area. Check the number."""

    status = 409
    title = "这个合同号已登记在另一户名下"


class NoticeNotFound(NotFound):
    title = "没有这份通知"


class NoticeNotOpen(Problem):
    """Somebody has recorded a delivery, or the loan has changed. Read it again."""

    status = 409
    title = "通知已登记送达或已取消"


class NoticeNotDelivered(Problem):
    """There is no delivery to undo. Read it again."""

    status = 409
    title = "通知还没有登记送达"


class LaterNoticeDelivered(Problem):
    """Undo the delivery of the later notice first."""

    status = 409
    title = "此后的通知已送达，请先撤销后一份的登记"


class TooManyLetters(Problem):
    """Choose a smaller place."""

    status = 422
    title = "一次打印的通知书太多，请按村分批打印"


class NothingToPrint(NotFound):
    title = "没有需要打印的通知书"

from yihu.kernel.problems import NotFound, Problem


class LoanNotFound(NotFound):
    title = "没有这笔贷款"


class BorrowerNotFound(NotFound):
    title = "本辖区没有这一户或这位借款人"


class ContractTaken(Problem):
    status = 409
    title = "这个合同号已登记在另一户名下"


class NoticeNotFound(NotFound):
    title = "没有这份通知"


class NoticeNotOpen(Problem):
    status = 409
    title = "通知已登记送达或已取消"


class NoticeNotDelivered(Problem):
    status = 409
    title = "通知还没有登记送达"


class LaterNoticeDelivered(Problem):
    status = 409
    title = "此后的通知已送达，请先撤销后一份的登记"


class TooManyLetters(Problem):
    status = 422
    title = "一次打印的通知书太多，请按村分批打印"


class NothingToPrint(NotFound):
    title = "没有需要打印的通知书"

from yihu.kernel.problems import NotAllowed, NotFound, Problem, TooMany


class CaseNotFound(NotFound):
    title = "没有这个个案"


class CaseIdTaken(Problem):
    status = 409
    title = "这个个案编号已用在别处"


class CaseClosed(Problem):
    status = 409
    title = "个案已办结"


class StepOutOfOrder(Problem):
    status = 409
    title = "环节不能跳过，请先完成前面的环节"


class StepNotYours(NotAllowed):
    title = "这一环节由上级办理"


class SamePerson(Problem):
    status = 409
    title = "登记本个案或经办过前面环节的人不能审核、审定或终止"


class StepWithoutDocument(Problem):
    status = 422
    title = "每个环节须有材料照片或书面说明"


class VoteNotPassed(Problem):
    status = 409
    title = "评议未通过，个案停在评议环节"


class NoticeNotOver(Problem):
    status = 409
    title = "公示还没有结束，或还有异议没有答复"


class NoPlanInForce(Problem):
    status = 409
    title = "这一户还没有生效的一户一策计划，不能登记落实帮扶"


class RemovalRefused(Problem):
    """Carries `errors`: each condition that is not met."""

    status = 422
    title = "还不能消除风险"


class NothingToReturn(Problem):
    status = 409
    title = "只能退回到本阶段已完成的环节"


class DecidedAlready(Problem):
    status = 409
    title = "个案已审定，不能再终止"


class PublicNoticeNotFound(NotFound):
    title = "没有这份公示"


class NoticeOver(Problem):
    status = 409
    title = "公示已结束或已撤下"


class NotReadyForNotice(Problem):
    status = 409
    title = "名单里有个案不在公示环节，或已在公示中"


class ObjectionNotFound(NotFound):
    title = "没有这条异议"


class ObjectionAnswered(Problem):
    status = 409
    title = "这条异议已经答复"


class DeclarationNotFound(NotFound):
    title = "没有这条申报"


class DeclarationSettled(Problem):
    status = 409
    title = "这条申报已经答复或转入个案"


class DoorUnknown(NotFound):
    title = "二维码不完整或已失效，请重新扫码"


class ReceiptUnknown(NotFound):
    title = "没有查到，请核对回执码"


class TooManyDeclarations(TooMany):
    title = "提交太频繁，请稍后再试；着急的事请直接打村委会电话"


class DeclarationIdTaken(Problem):
    status = 409
    title = "这次申报已经提交过，内容不同请重新填写"

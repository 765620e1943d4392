from yihu.kernel.problems import NotAllowed, NotFound, Problem, TooMany


class CaseNotFound(NotFound):
    title = "没有这个个案"


class CaseIdTaken(Problem):
    """The id belongs to another case. Make a new one."""

    status = 409
    title = "这个个案编号已用在别处"


class CaseClosed(Problem):
    """A closed case takes no more steps. A new clue opens a new one."""

    status = 409
    title = "个案已办结"


class StepOutOfOrder(Problem):
    """Do the earlier steps first; `GET` the case says which is next."""

    status = 409
    title = "环节不能跳过，请先完成前面的环节"


class StepNotYours(NotAllowed):
    """The step is the township's or the county's."""

    title = "这一环节由上级办理"


class SamePerson(Problem):
    """Who registered a case or did an earlier step does not review, decide or end it."""

    status = 409
    title = "登记本个案或经办过前面环节的人不能审核、审定或终止"


class StepWithoutDocument(Problem):
    """Add a picture, or say in words what there is."""

    status = 422
    title = "每个环节须有材料照片或书面说明"


class VoteNotPassed(Problem):
    """The case stays where it is until another vote passes, or it is ended."""

    status = 409
    title = "评议未通过，个案停在评议环节"


class NoticeNotOver(Problem):
    """Wait for the end of the notice; answer the objections."""

    status = 409
    title = "公示还没有结束，或还有异议没有答复"


class NoPlanInForce(Problem):
    """Bring a plan of the household into force first."""

    status = 409
    title = "这一户还没有生效的一户一策计划，不能登记落实帮扶"


class RemovalRefused(Problem):
    """Carries `errors`: each condition that is not met."""

    status = 422
    title = "还不能消除风险"


class NothingToReturn(Problem):
    """Only to a step done in this stage."""

    status = 409
    title = "只能退回到本阶段已完成的环节"


class DecidedAlready(Problem):
    """What is decided goes on to the end."""

    status = 409
    title = "个案已审定，不能再终止"


class PublicNoticeNotFound(NotFound):
    title = "没有这份公示"


class NoticeOver(Problem):
    """Put up a new one."""

    status = 409
    title = "公示已结束或已撤下"


class NotReadyForNotice(Problem):
    """Only cases that stand at the public notice go on a list. Read them again."""

    status = 409
    title = "名单里有个案不在公示环节，或已在公示中"


class ObjectionNotFound(NotFound):
    title = "没有这条异议"


class ObjectionAnswered(Problem):
    """Read it again."""

    status = 409
    title = "这条异议已经答复"


class DeclarationNotFound(NotFound):
    title = "没有这条申报"


class DeclarationSettled(Problem):
    """It is answered, or a case by now. Read it again."""

    status = 409
    title = "这条申报已经答复或转入个案"


class DoorUnknown(NotFound):
    title = "二维码不完整或已失效，请重新扫码"


class ReceiptUnknown(NotFound):
    title = "没有查到，请核对回执码"


class TooManyDeclarations(TooMany):
    """Wait; what is urgent is told by telephone."""

    title = "提交太频繁，请稍后再试；着急的事请直接打村委会电话"


class DeclarationIdTaken(Problem):
    """The id came with another content. Make a new one."""

    status = 409
    title = "这次申报已经提交过，内容不同请重新填写"

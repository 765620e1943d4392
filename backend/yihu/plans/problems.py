from yihu.kernel.problems import NotFound, Problem


class PlanNotFound(NotFound):
    title = "没有这份计划"


class MeasureNotFound(NotFound):
    title = "没有这条措施"


class PlanInWork(Problem):
    """Go on with the plan that is there."""

    status = 409
    title = "这一户今年已有一份正在制定的计划，请打开它继续"


class HouseholdStruckOff(Problem):
    """No new plans for a household that is struck off; what is in force may be finished."""

    status = 409
    title = "这一户已注销，不再制定、调整和审核通过计划；原有的计划可以办结"


class PlanSettled(Problem):
    """Start an adjustment of the plan in force."""

    status = 409
    title = "这一户这一年的计划已经生效或已经总结；要改动请对生效的计划发起调整"


class PlanNotInWork(Problem):
    """Start an adjustment of the plan in force."""

    status = 409
    title = "计划已提交或已生效，不能直接修改；生效的计划请先发起调整"


class PlanNotSubmitted(Problem):
    """Somebody has reviewed it or taken it back. Read it again."""

    status = 409
    title = "计划不在待审状态"


class PlanNotInForce(Problem):
    """A newer version has taken its place, or it was never approved. Read the household's plans again."""

    status = 409
    title = "计划没有生效，或已被新版本替代"


class PlanKindMismatch(Problem):
    """The kind follows from what the household is. Choose the other kind."""

    status = 422
    title = "计划类型与农户的脱贫属性不符"


class PlanIncomplete(Problem):
    """Carries `errors`: the gaps by name."""

    status = 422
    title = "计划不够完整，请先补齐"


class PlanWithoutConsent(Problem):
    """Record that the household agrees first."""

    status = 409
    title = "农户还没有确认这份计划，不能生效"


class OwnPlan(Problem):
    """Two persons: who wrote or submitted a plan does not review it."""

    status = 409
    title = "不能审核自己制定、改写或提交的计划"


class MeasureIdTaken(Problem):
    """The id belongs to another measure. Make a new one."""

    status = 409
    title = "这条措施的编号已用在别处"


class MeasureEnded(Problem):
    """A cancelled measure is not changed. Enter a new one."""

    status = 409
    title = "措施已取消，不能再修改或登记进度"


class SampleNotFound(NotFound):
    title = "没有这次抽查"


class SampleAlreadyChecked(Problem):
    """Read it again."""

    status = 409
    title = "这份计划的抽查已有结论"


class CarryOverNotFound(NotFound):
    title = "没有这次结转"


class TemplateNotFound(NotFound):
    title = "措施库里没有这一条"


class WordNotFound(NotFound):
    title = "没有这个用语"


class WordTaken(Problem):
    """The word is in the table."""

    status = 409
    title = "这个用语已经在表里"


class TemplateTaken(Problem):
    """Change the measure of that name, or begin on another day."""

    status = 409
    title = "措施库里已有同名、同日启用的措施"


class RiskIdTaken(Problem):
    """The id belongs to another signal. Make a new one."""

    status = 409
    title = "这条风险信号的编号已用在别处"


class RiskSignalNotFound(NotFound):
    title = "没有这条风险信号"


class CarryOverNotDone(Problem):
    """Wait until it has ended; what was taken back is not taken back again."""

    status = 409
    title = "结转还没有做完，或者已经撤销"


class NothingToBind(NotFound):
    title = "这里没有可以打印的计划"


class TooManyBooks(Problem):
    """Choose a smaller place."""

    status = 422
    title = "一次最多打印 500 户，请选择一个村或组"

from yihu.kernel.problems import NotFound, Problem


class NotToday(Problem):
    """A round is made for the business date and no other."""

    status = 409
    title = "只能按今天的业务日期运行；停机期间错过的日期会自动补上"


class AlertNotFound(NotFound):
    title = "没有这条预警"


class RuleUnknown(NotFound):
    title = "没有这条预警规则"


class AlreadyClaimed(Problem):
    """Carries `assignee_name`."""

    status = 409
    title = "这条预警已被别人认领"


class NotYourAlert(Problem):
    """Carries `assignee_name`."""

    status = 409
    title = "这条预警由别人办理，请先请他退回或由乡镇改派"


class WrongStep(Problem):
    """Carries `state`: where the alert is now."""

    status = 409
    title = "预警不在这一步，请刷新后再办"


class NeedsNoVerification(Problem):
    """The alert closes itself when its cause is gone. Mend the records."""

    status = 409
    title = "这类预警不需要核实：事实消除后自动解除"


class ClosedByResolver(Problem):
    """Two persons: who resolved does not verify."""

    status = 409
    title = "办结的人不能自己复核销号，请由另一人复核"

from yihu.kernel.problems import NotFound, Problem, TooMany, Unauthenticated


class SignInRefused(Unauthenticated):
    """The name is unknown, the password wrong, or the account disabled; which of them is not told."""

    title = "用户名或密码不正确"


class TooManyAttempts(TooMany):
    """Five wrong passwords of an account, or a hundred of an address, in a quarter of an hour. Wait."""

    title = "密码错误次数过多，请稍后再试"


class PasswordWrong(Problem):
    """The password given once more is not the caller's; five failures in a quarter of an hour make him wait. Try again."""

    status = 403
    title = "密码不正确，请重新输入"


class PasswordConfirmationRequired(Problem):
    """The sign-in is too old for what is asked. Send the password to `/auth/confirm-password`, then the same request again."""

    status = 403
    title = "请先再输入一次登录密码，确认是您本人"


class ForeignOrigin(Problem):
    """A page of another site has sent this with the sign-in's cookie."""

    status = 403
    title = "请求来源不被允许"


class UserNotFound(NotFound):
    title = "没有这个用户"


class UsernameTaken(Problem):
    """Choose another name."""

    status = 409
    title = "用户名已被使用"


class RegionUnknown(Problem):
    """The code is not in force. See `/regions`."""

    status = 422
    title = "没有这个区划"


class AreaDoesNotFitRole(Problem):
    """Choose a village for a village's role, a township for a township's."""

    status = 422
    title = "村干部的辖区应为村或村民小组，乡镇干部的辖区应为乡镇"


class OutsideYourArea(Problem):
    """The account belongs to a place outside the caller's area."""

    status = 403
    title = "只能管理本辖区内的账号"


class ResponsibilityNotFound(NotFound):
    title = "没有这条责任安排"


class ResponsibilityOverlaps(Problem):
    """End the other's term first."""

    status = 409
    title = "这段时间已有责任人，请先结束原安排"


class ViewNameTaken(Problem):
    """Choose another name."""

    status = 409
    title = "已有同名的常用筛选"

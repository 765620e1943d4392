from yihu.kernel.problems import NotFound, Problem, TooMany, Unauthenticated


class SignInRefused(Unauthenticated):
    title = "用户名或密码不正确"


class TooManyAttempts(TooMany):
    title = "登录失败次数过多，请稍后再试"


class ForeignOrigin(Problem):
    status = 403
    title = "请求来源不被允许"


class UserNotFound(NotFound):
    title = "没有这个用户"


class UsernameTaken(Problem):
    status = 409
    title = "用户名已被使用"


class RegionUnknown(Problem):
    status = 422
    title = "没有这个区划"


class AreaDoesNotFitRole(Problem):
    status = 422
    title = "村干部的辖区应为村或村民小组，乡镇干部的辖区应为乡镇"


class OutsideYourArea(Problem):
    status = 403
    title = "只能管理本辖区内的账号"


class ResponsibilityNotFound(NotFound):
    title = "没有这条责任安排"


class ResponsibilityOverlaps(Problem):
    status = 409
    title = "这段时间已有责任人，请先结束原安排"


class ViewNameTaken(Problem):
    status = 409
    title = "已有同名的常用筛选"

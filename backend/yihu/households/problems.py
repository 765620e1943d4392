from yihu.kernel.problems import NotAllowed, NotFound, Problem, TooMany


class HouseholdNotFound(NotFound):
    title = "没有这一户"


class MemberNotFound(NotFound):
    title = "没有这位家庭成员"


class HouseholdNumberTaken(Problem):
    """The number is on file, maybe outside your area. Check it."""

    status = 409
    title = "户编号已存在"


class PersonInAnotherHousehold(Problem):
    """A person lives in one household. Have him leave the other first."""

    status = 409
    title = "此人已登记在另一户"


class PersonNumberTaken(Problem):
    """The number is on file, maybe outside your area. Check it."""

    status = 409
    title = "人编号已存在"


class HeadAlreadyThere(Problem):
    """Change the relation of the present head first."""

    status = 409
    title = "本户已有户主，请先变更原户主与户主的关系"


class HeadCannotLeave(Problem):
    """Name a new head first."""

    status = 409
    title = "请先指定新的户主"


class OutsideArea(NotAllowed):
    """The place lies outside the caller's area."""

    title = "不在您的辖区内"


class VillageUnknown(Problem):
    """The code is no village or group in force. See `/regions`."""

    status = 422
    title = "没有这个村组"


class NothingToUnmask(NotFound):
    title = "这一项没有登记"


class UnmaskLimit(TooMany):
    """The day's number of values is used up; tomorrow there are new ones. An export in the clear needs a permission of its own."""

    title = "今天查看敏感信息的次数已达上限"

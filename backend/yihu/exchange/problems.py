from yihu.kernel.problems import NotAllowed, NotFound, Problem, TooLarge


class ImportNotFound(NotFound):
    title = "没有这次导入"


class ProfileNotFound(NotFound):
    title = "没有这种导入"


class ImportNotYours(NotAllowed):
    title = "您的账号不能导入这类名单"


class MappingNotFound(NotFound):
    title = "没有这份列对应"


class MappingNameTaken(Problem):
    status = 409
    title = "这类名单已有同名来源的列对应"


class WrongState(Problem):
    status = 409
    title = "导入现在的状态不能做这个操作"


class SuspiciousBatch(Problem):
    status = 409
    title = "这份名单与现有资料相差过大，请核对后说明理由再继续"


class NothingRejected(NotFound):
    title = "没有被拒绝的行"


class ListUnknown(NotFound):
    title = "没有这个清单，请从清单页面导出"


class ListNotExported(Problem):
    status = 409
    title = "这个清单不能导出"


class ListNotFollowed(Problem):
    status = 409
    title = "这个清单不能只导出变动过的，请导出全部"


class NothingMasked(Problem):
    status = 409
    title = "这个清单没有可以不脱敏导出的内容"


class FileTooLarge(TooLarge):
    title = "文件超过 60 MB，请分成几份导入"


class FileEmpty(Problem):
    status = 422
    title = "文件是空的"

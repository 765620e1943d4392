from yihu.kernel.problems import NotAllowed, NotFound, Problem, TooLarge


class ImportNotFound(NotFound):
    title = "没有这次导入"


class ProfileNotFound(NotFound):
    title = "没有这种导入"


class ImportNotYours(NotAllowed):
    """The list is another department's to send, or the scope is missing."""

    title = "您的账号不能导入这类名单"


class MappingNotFound(NotFound):
    title = "没有这份列对应"


class MappingNameTaken(Problem):
    """Change the mapping of that name, or choose another."""

    status = 409
    title = "这类名单已有同名来源的列对应"


class WrongState(Problem):
    """`state` says where the import is; see the states in its description."""

    status = 409
    title = "导入现在的状态不能做这个操作"


class SuspiciousBatch(Problem):
    """`GET` the import names the shares and their limits. If the list is right, start it with a `reason`."""

    status = 409
    title = "这份名单与现有资料相差过大，请核对后说明理由再继续"


class RowsDisturbed(Problem):
    """Somebody wrote the same record in the same moment. Repeat with the same key."""

    status = 409
    title = "与其他人的修改冲突，没有写入任何数据，请再发一次"


class NothingRejected(NotFound):
    title = "没有被拒绝的行"


class ListUnknown(NotFound):
    """`list` is no list's address with its filters, as `/alerts?state=open`."""

    title = "没有这个清单，请从清单页面导出"


class ListNotExported(Problem):
    """The list has no file form. Page through it."""

    status = 409
    title = "这个清单不能导出"


class ListNotFollowed(Problem):
    """Its rows are no resource of the change feed. Export it whole, or see `followed` of `/exports/lists`."""

    status = 409
    title = "这个清单不能只导出变动过的，请导出全部"


class NothingMasked(Problem):
    """The list shows what it has. Export it without `clear`."""

    status = 409
    title = "这个清单没有可以不脱敏导出的内容"


class FileTooLarge(TooLarge):
    """Send the list in parts of less than 60 MB."""

    title = "文件超过 60 MB，请分成几份导入"


class FileEmpty(Problem):
    """The file has no bytes. Write it again."""

    status = 422
    title = "文件是空的"

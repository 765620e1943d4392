from yihu.kernel.problems import NotFound, Problem


class EntryNotFound(NotFound):
    title = "名单中没有这一行"


class NothingToAnswer(Problem):
    """Both sides agree by now, or a later list has taken the place of this one. Read the line again."""

    status = 409
    title = "这一行已经一致，或已有更新的名单，不需要答复"


class NotAnswered(Problem):
    """Only an answer can be sent back. Read the line again."""

    status = 409
    title = "这一行还没有答复"

from yihu.kernel.problems import Problem


class NotToday(Problem):
    status = 409
    title = "只能按今天的业务日期运行；停机期间错过的日期会自动补上"

from yihu.kernel.problems import Problem


class KitChanged(Problem):
    status = 410
    title = "数据已更新，请重新下载"

from yihu.kernel.problems import NotFound, Problem


class AttachmentNotFound(NotFound):
    title = "没有这个附件"


class NotAPicture(Problem):
    status = 415
    title = "只接受 JPEG、PNG 或 WebP 图片"


class PictureTooLarge(Problem):
    status = 413
    title = "图片太大"


class AnotherFileUnderThisId(Problem):
    status = 409
    title = "这个编号已存有另一个文件"

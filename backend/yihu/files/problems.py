from yihu.kernel.problems import NotFound, Problem


class AttachmentNotFound(NotFound):
    title = "没有这个附件"


class NotAPicture(Problem):
    """By its first bytes it is none of the three. Convert it."""

    status = 415
    title = "只接受 JPEG、PNG 或 WebP 图片"


class PictureTooLarge(Problem):
    """Make the picture smaller and send it again."""

    status = 413
    title = "图片太大"


class AnotherFileUnderThisId(Problem):
    """The id was given to a picture before. Make a new id for a new picture."""

    status = 409
    title = "这个编号已存有另一个文件"


class OffsetMismatch(Problem):
    """`Upload-Offset` says where to go on."""

    status = 409
    title = "续传位置不符，请从服务器给出的位置继续"

    def __init__(self, here: int) -> None:
        super().__init__(f"已收到 {here} 字节", headers={"Upload-Offset": here})


class UploadLengthMismatch(Problem):
    """More came than `Upload-Length` announced. Begin the file anew."""

    status = 400
    title = "收到的内容超过了声明的总长度"

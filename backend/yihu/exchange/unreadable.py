class FileUnreadable(Exception):  # noqa: N818  an answer about the list, not a failure of the program
    """The list cannot be read as a whole; `code` for programs, the message for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code

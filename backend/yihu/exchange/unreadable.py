from collections.abc import Sequence


class FileUnreadable(Exception):  # noqa: N818  an answer about the list, not a failure of the program
    """The list cannot be read as a whole; `code` for programs, the message for people.

    `headings`: what stands over columns nobody knows, where it is the header that is wrong.
    """

    def __init__(self, code: str, message: str, headings: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.headings = list(headings)

"""open -> uploaded -> validating -> ready -> running -> succeeded (with errors) -> reversing -> reversed; failed; cancelled."""

from enum import StrEnum


class State(StrEnum):
    OPEN = "open"
    VALIDATING = "validating"
    READY = "ready"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    SUCCEEDED_WITH_ERRORS = "succeeded_with_errors"
    FAILED = "failed"
    CANCELLED = "cancelled"
    REVERSING = "reversing"
    REVERSED = "reversed"


DONE = (State.SUCCEEDED, State.SUCCEEDED_WITH_ERRORS)
ENDED = (*DONE, State.FAILED, State.CANCELLED, State.REVERSED)
UPLOADABLE = (State.OPEN, State.READY, State.FAILED)
"""A better file may replace the one before as long as nothing of it has been applied."""
WITH_FILE = (State.VALIDATING, State.READY, State.RUNNING, *DONE)
"""The file that was sent last is the one at work, or done: sent again it changes nothing."""
CANCELLABLE = (State.OPEN, State.VALIDATING, State.READY, State.FAILED)

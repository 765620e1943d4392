"""Which routes a request is tried against. FastAPI tries all there are, one after the other, and in two passes."""

import re

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.types import Scope

from yihu.kernel.web import API

WORD = re.compile(r"/([^/:{]+)")


class Room(APIRouter):
    """The operations of a room, to be included below `API`: tried for those paths alone that begin with a word of theirs."""

    def __init__(self, router: APIRouter) -> None:
        super().__init__(routes=router.routes)
        self.words = {_word(route.path if isinstance(route, APIRoute) else "") for route in router.routes}

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        asked = WORD.match(scope["path"], len(API))
        return super().matches(scope) if asked and asked[1] in self.words else (Match.NONE, {})


def _word(path: str) -> str:
    found = WORD.match(path)
    assert found, "an operation's path begins with a word"
    return found[1]

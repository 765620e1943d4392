from typing import Any

from sqlalchemy import Select

from yihu.comparisons.subject import M, people, subject


@subject("disability", per_member=True)
def ours() -> Select[*tuple[Any, ...]]:
    """Holders of a disability card by our file, with class and grade."""
    said = people(("disability_class", M.disability_class, "disability_grade", M.disability_grade))
    return said.where(M.disability_class.is_not(None))

from typing import Annotated

from pydantic import Field

from yihu.assurances.item import Figures, Terms, Verdict, figure, item
from yihu.assurances.models import Result
from yihu.assurances.parameters import SCHOOL_AGE_FROM, SCHOOL_AGE_TO

OUT = {"dropped_out", "not_enrolled"}
IN = {"enrolled", "home_teaching", "suspended", "graduated"}


class Education(Figures):
    state: str | None = figure("就学情况", codes="school_state", max_length=40)
    school: Annotated[str, Field(max_length=60)] | None = figure("学校")
    grade: str | None = figure("年级", codes="schooling", max_length=40)


@item("education", Education, per_member=True, ages=(SCHOOL_AGE_FROM, SCHOOL_AGE_TO))
def judge(figures: Education, _: Terms) -> Verdict:
    """A child out of school fails; one whom the hospital or the county has exempted is not asked."""
    if figures.state is not None and figures.state in OUT:
        return Verdict(Result.DEFECT, (figures.state,))
    if figures.state == "exempt":
        return Verdict(Result.NOT_APPLICABLE)
    return Verdict(Result.OK if figures.state in IN else None)

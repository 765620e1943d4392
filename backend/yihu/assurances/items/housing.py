from datetime import date
from typing import Annotated

from pydantic import Field

from yihu.assurances.item import Figures, Terms, Verdict, figure, item
from yihu.assurances.models import Result

UNSAFE = ("C", "D")
"""Grades of the appraisal whose households are to be renovated."""


class Housing(Figures):
    grade: str | None = figure("鉴定等级", codes="housing_grade", max_length=1)
    no_house: bool | None = figure("无房")
    appraised_on: date | None = figure("鉴定日期")
    appraiser: Annotated[str, Field(max_length=60)] | None = figure("鉴定人或机构")


@item("housing", Housing, version="grades_a_to_d")
def judge(figures: Housing, _: Terms) -> Verdict:
    if figures.no_house:
        return Verdict(Result.DEFECT, ("no_house",))
    if figures.grade is None:
        return Verdict(None)
    if figures.grade in UNSAFE:
        return Verdict(Result.DEFECT, (f"grade_{figures.grade.lower()}",))
    return Verdict(Result.OK)

from yihu.assurances.item import Figures, Terms, Verdict, failing, figure, item


class Food(Figures):
    staple: bool | None = figure("主食有保障")
    protein: bool | None = figure("能吃上肉蛋奶或豆制品")


@item("food", Food)
def judge(figures: Food, _: Terms) -> Verdict:
    answers = {"no_staple": figures.staple, "no_protein": figures.protein}
    return failing({reason: None if has is None else not has for reason, has in answers.items()})

from yihu.assurances.item import Figures, Terms, Verdict, failing, figure, item


class Clothing(Figures):
    seasonal: bool | None = figure("四季有换季衣被")


@item("clothing", Clothing)
def judge(figures: Clothing, _: Terms) -> Verdict:
    return failing({"no_clothing": None if figures.seasonal is None else not figures.seasonal})

"""Judging a list's rows as a phone's are: the table `judged`. Rows that say the same of the same place and day are judged once."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from yihu.assurances import judging
from yihu.assurances.models import Result
from yihu.exchange.forms.assurance_checks import FIGURES
from yihu.exchange.setwise import indexed
from yihu.kernel.problems import ValidationFailed

TITLES = {(told.item, told.figure): told.title for told in FIGURES}
ALIKE = """
    select s.item, s.figures, s.result, left(k.region_code, 12) as place, s.checked_on,
           s.note is not null as worded, array_agg(s.row_no) as rows
    from stage s join matched k using (row_no)
    where s.errors is null and s.row_no not in (select row_no from fault) group by 1, 2, 3, 4, 5, 6
"""
JUDGED = """
    create temp table judged (row_no int, result text, figures jsonb, reasons text[], rule_version text) on commit drop
"""
JUDGE = """
    insert into judged select unnest(cast(:rows as int[])), :result, cast(:figures as jsonb), :reasons, :version
"""
REFUSE = "insert into fault select unnest(cast(:rows as int[])), :field, :code, :message"


def judge(session: Session, _: Mapping[str, Any]) -> None:
    session.execute(text("drop table if exists pg_temp.judged"))
    session.execute(text(JUDGED))
    said, refused = [], []
    for rows, found in _verdicts(session):
        if isinstance(found, judging.Judged):
            figures = json.dumps(found.figures, ensure_ascii=False)
            said.append({"rows": rows, "result": found.result, "figures": figures, "reasons": found.reasons, "version": found.version})  # fmt: skip
        else:
            refused.append({"rows": rows, **found})
    for statement, each in ((JUDGE, said), (REFUSE, refused)):
        if each:
            session.execute(text(statement), each)
    indexed(session, "judged", "row_no")


def _verdicts(session: Session) -> Iterator[tuple[list[int], judging.Judged | dict[str, str]]]:
    terms: dict[Any, judging.Terms] = {}
    for row in session.execute(text(ALIKE)).all():
        where = (row.place, row.checked_on)
        if where not in terms:
            terms[where] = judging.Terms(session, *where)
        try:
            said = Result(row.result) if row.result else None
            found = judging.judge(judging.item_of(row.item, ""), terms[where], row.figures, said, "")
        except ValidationFailed as error:
            about = error.extensions["errors"][0]
            column = TITLES.get((row.item, about["pointer"].rpartition("/")[2]), "结果")
            yield row.rows, {"field": column, "code": about["code"], "message": about["message"]}
            continue
        if found.result is Result.DEFECT and not found.figures and not row.worded:
            yield row.rows, {"field": "情况说明", "code": "missing", "message": "未达标请写明什么问题"}
            continue
        yield row.rows, found

"""Lists of which each row is one row of one table, declared: what it is about, what is refused, what it says, what follows.

The SQL of a declaration names the same things everywhere: `s` the row as it was read (`stage`), `k` whom or what it is about
(`matched`), `x` the record on file, `p` what the row would do (`row_plan`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session

from yihu.accounts.permissions import Permission
from yihu.exchange.form import Form
from yihu.exchange.profile import Batch, Profile, Verb
from yihu.exchange.records import Records, acting, taken_back
from yihu.exchange.setwise import Field, any_differs, changes, columns_of, counted, made_id, remake, run
from yihu.kernel import clock
from yihu.kernel.jobs import defer
from yihu.kernel.models import CountyRecord

CHECKS = """
    insert into fault
    select s.row_no, v.field, v.code, v.message
    from stage s join matched k using (row_no)
    cross join lateral (values {rows}) as v (field, code, message, holds)
    where v.holds and s.errors is null
"""
TWICE = """
    insert into fault
    select row_no, '{column}', '{code}', '与第 ' || first || ' 行重复'
    from (select s.row_no, min(s.row_no) over (partition by {by}) as first
          from stage s join matched k using (row_no)
          where s.errors is null and {where} and s.row_no not in (select row_no from fault)) d
    where row_no > first
"""
REFUSED = "select row_no from stage where errors is not null union select row_no from fault"
PLAN = """
    select n.*, x.id as {table}_id, coalesce(x.id, {made}) as id,
           case when x.id is null then 'new' when {differs} then 'changed' else 'unchanged' end as action
    from (select s.row_no, {region} as region_code, {columns} from {rows} where s.row_no not in (select row_no from refused)) n
    left join {on_file}
"""
OUTCOME = """
    select s.row_no, coalesce(p.region_code, k.region_code, :lo) as region_code, {label} as label,
           coalesce(p.action, 'rejected') as action, {target} as target_id,
           jsonb_strip_nulls(jsonb_build_object({data})) as data,
           case when p.action = 'changed' then {changes} else '[]' end as changes,
           coalesce(s.errors, '[]') || coalesce(e.errors, '[]') as errors
    from stage s
    left join matched k using (row_no)
    left join row_plan p using (row_no)
    left join {table} x on x.county = :county and x.id = p.{table}_id and p.action = 'changed'
    left join (select row_no, jsonb_agg(jsonb_build_object('column', field, 'code', code, 'message', message)) as errors
               from fault group by row_no) e using (row_no)
"""
CHANGE = """
    update {table} x set {sets}, version = x.version + 1, updated_at = now()
    from row_plan p where x.county = :county and x.id = p.{table}_id and p.action = 'changed'
"""
ADD = """
    insert into {table} (county, id, region_code, {columns}) select :county, id, region_code, {values}
    from row_plan where action = 'new'
"""


@dataclass(frozen=True)
class Check:
    """A reason to refuse a row; `{...}` in the message is SQL. Rows with cells that cannot be read are not asked."""

    column: str
    code: str
    message: str
    holds: str
    """SQL condition."""

    @property
    def row(self) -> str:
        message = self.message.replace("{", "' || ").replace("}", " || '")
        return f"('{self.column}', '{self.code}', '{message}', {self.holds})"


@dataclass(frozen=True)
class Once:
    """Rows that say the same thing twice: the first counts."""

    by: str
    """SQL, comma separated: what makes two rows the same."""
    column: str
    code: str
    where: str = "true"


def _nothing(*_: Any) -> None:
    """Most lists need no step of their own."""


def _round(session: Session, batch: Batch) -> dict[str, int]:
    """The county is judged again."""
    defer(session, "make_round", county=batch.county)
    return {}


def unjudged(session: Session, batch: Batch) -> dict[str, int]:  # noqa: ARG001  a verb
    """What no rule looks at."""
    return {}


@dataclass(frozen=True)
class Register:
    form: Form
    permission: Permission
    table: type[CountyRecord]
    looks_at: tuple[str, ...]
    """Tables of the county that planning reads besides `table`."""
    matched: str
    """Query over `stage s`: row_no, region_code and whatever the rest asks of `k`."""
    checks: tuple[Check, ...]
    once: Once | None
    """None where `judge` looks for it."""
    same: str
    """SQL condition between `x` and the row's record `n`: the same one."""
    key: tuple[str, ...]
    """Columns of a record that a list never changes."""
    fields: tuple[Field, ...]
    """Columns it may change."""
    label: str
    """SQL of what people call the row."""
    data: Mapping[str, str]
    """Title to SQL, for the report."""
    counts: str
    """Query over `row_plan` of what is told besides the counts of rows; empty for nothing."""
    says: Mapping[str, str] = field(default_factory=dict)
    """SQL of columns that are not simply the row's (`s`) or what was found for it (`k`) under their own names."""
    region: str = "k.region_code"
    target: str = "k.household_id"
    rows: str = "stage s join matched k using (row_no)"
    newest: str | None = None
    """Order of `x` where several may be the same one; without it the table sees to it that there is one."""
    sets: Mapping[str, str] = field(default_factory=dict)
    """What a change does besides putting the fields, or instead: column to SQL."""
    adds: Mapping[str, str] = field(default_factory=lambda: {"source": ":source"})
    """What a new record holds besides, or instead: column to SQL over `row_plan`."""
    judge: Callable[[Session, Mapping[str, Any]], None] = _nothing
    """Between the checks and the look for rows given twice: may write `fault`."""
    recorded: Records | None = None
    """How its rows are recorded, where there is more to it than the table's name."""
    follow: Verb = _round
    """After the rows are written."""
    own_apply: Verb | None = None
    own_reverse: Verb | None = None

    @property
    def name(self) -> str:
        return str(self.table.__tablename__)

    @cached_property
    def records(self) -> Records:
        return self.recorded or Records(self.name)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        return (*self.key, *columns_of(self.fields))

    def profile(self) -> Profile:
        return Profile(
            self.form,
            self.permission,
            self.plan,
            plan_tables={"row_plan": "row_no"},
            looks_at=(*self.looks_at, self.name),
            outcome=self.outcome,
            apply=self.own_apply or self.apply,
            reverse=self.own_reverse or taken_back(self.records, self.table),
        )

    def plan(self, session: Session, batch: Batch) -> dict[str, int]:
        binds = batch.binds | {"today": clock.business_date()}
        remake(session, "matched", self.matched, binds, "row_no")
        run(session, CHECKS.format(rows=", ".join(check.row for check in self.checks)), binds)
        self.judge(session, binds)
        if self.once:
            run(session, TWICE.format(**vars(self.once)), binds)
        remake(session, "refused", REFUSED, binds, "row_no")
        remake(session, "row_plan", self._plan, binds, "row_no")
        return counted(session, self.counts, binds) if self.counts else {}

    @cached_property
    def _plan(self) -> str:
        one = f"{self.name} x on x.county = :county and {self.same}"
        if self.newest:
            several = (
                f"select x.* from {self.name} x where x.county = :county and {self.same} order by {self.newest} limit 1"
            )
            one = f"lateral ({several}) x on true"
        said = {name: self.says.get(name, self._found(name)) for name in self.columns}
        said.update(self.says)
        return PLAN.format(
            table=self.name, made=made_id("n.row_no"), differs=any_differs(self.fields, "n", "x"), region=self.region,
            columns=", ".join(f"{sql} as {name}" for name, sql in said.items()), rows=self.rows, on_file=one,
        )  # fmt: skip

    def _found(self, name: str) -> str:
        return f"s.{name}" if name in self.form.stage else f"k.{name}"

    @cached_property
    def outcome(self) -> str:
        data = ", ".join(f"'{title}', {sql}" for title, sql in self.data.items())
        return OUTCOME.format(
            table=self.name, label=self.label, target=self.target, data=data, changes=changes(self.fields, "p", "x")
        )  # fmt: skip

    @cached_property
    def steps(self) -> tuple[str, ...]:
        """What writes the rows."""
        sets = {name: f"coalesce(p.{name}, x.{name})" for name in columns_of(self.fields)} | dict(self.sets)
        add = dict(zip(self.columns, self.columns, strict=True)) | dict(self.adds)
        return (
            *self.records.before,
            CHANGE.format(table=self.name, sets=", ".join(f"{name} = {sql}" for name, sql in sets.items())),
            ADD.format(table=self.name, columns=", ".join(add), values=", ".join(add.values())),
            *self.records.after,
        )

    def apply(self, session: Session, batch: Batch) -> dict[str, int]:
        binds = acting(session, batch)
        for step in self.steps:
            run(session, step, binds)
        return self.follow(session, batch)

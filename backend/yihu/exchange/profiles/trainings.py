"""培训花名册: the same person, course and first day is the same training, whichever departments report it."""

from dataclasses import dataclass

from yihu.accounts.permissions import Permission
from yihu.benefits.models import Training
from yihu.exchange.forms.trainings import FORM
from yihu.exchange.register import Check, Once, Register, unjudged
from yihu.exchange.setwise import Field
from yihu.exchange.whose import MEMBER, NAMED, matched, member_checks


@dataclass(frozen=True)
class Gathered(Field):
    """Codes of which a list adds its own to those on file."""

    def differs(self, new: str, old: str) -> str:
        return f"(not {old}.{self.name} @> {new}.{self.name})"


PROFILE = Register(
    FORM,
    Permission.BENEFITS_IMPORT,
    Training,
    looks_at=("household", "member"),
    matched=matched(),
    checks=(
        *NAMED,
        *member_checks("姓名"),
        Check("部门", "missing", "请填写是哪个部门的培训", "coalesce(cardinality(s.departments), 0) = 0"),
        Check("开始日期", "in_the_future", "开始日期不能晚于今天", "s.starts_on > cast(:today as date)"),
        Check("结束日期", "before_start", "结束日期不能早于开始日期", "s.ends_on < s.starts_on"),
    ),
    says={"member_id": MEMBER},
    once=Once(f"{MEMBER}, s.name, s.starts_on", "培训项目", "training_twice_in_list"),
    same="x.member_id = n.member_id and x.name = n.name and x.starts_on = n.starts_on",
    key=("household_id", "member_id", "name", "starts_on"),
    fields=(
        Field("ends_on", "结束日期"), Field("days", "天数"), Gathered("departments", "部门", "department", kind="codes"),
        Field("certificate", "证书"),
    ),
    sets={"departments": "array(select distinct d from unnest(x.departments || p.departments) d order by d)"},
    label="concat_ws(' ', s.person, s.name)",
    data={
        "户编号": "s.household_no", "证件号码": "s.id_masked", "姓名": "s.person", "培训项目": "s.name", "开始日期": "s.starts_on",
    },
    counts="""
        select count(distinct member_id) filter (where action <> 'unchanged') as people_trained,
               count(*) filter (where action = 'changed') as trainings_of_several_departments from row_plan
    """,
    follow=unjudged,
).profile()  # fmt: skip

"""Whose row it is: by ID number, else by household number and, inside the household, by name."""

from yihu.exchange.register import Check

MATCHED = """
    select s.row_no, h.id as household_id, h.region_code, i.household_id as id_household, n.id as no_household,
           i.id as id_member, b.id as named_member, coalesce(b.many, 0) as same_names{extra}
    from stage s
    left join member i on i.county = :county and i.id_hash = s.id_hash and i.left_on is null
    left join household n on n.county = :county and n.household_no = s.household_no
    left join household h on h.county = :county and h.id = coalesce(i.household_id, n.id) and h.region_code >= :lo
                          and h.region_code < :hi
    left join lateral (
        select min(m.id::text)::uuid as id, count(*) as many from member m
        where m.county = :county and m.household_id = h.id and m.name = s.person and m.left_on is null
    ) b on s.id_hash is null and s.person is not null
    {joins}
"""


def named(about: str = "true") -> tuple[Check, ...]:
    """A row must say which household it is about, and say it once. `about`: SQL, which rows are about one."""
    return (
        Check(
            "户编号", "household_not_named", "户编号和证件号码至少填一项",
            f"{about} and s.household_no is null and s.id_hash is null",
        ),
        Check("证件号码", "person_not_found", "您的辖区内没有登记此人", "s.id_hash is not null and k.household_id is null"),
        Check(
            "户编号", "household_not_found", "您的辖区内没有这一户",
            "s.id_hash is null and s.household_no is not null and k.household_id is null",
        ),
        Check("户编号", "person_disagrees", "证件号码登记在另一户", "k.id_household <> k.no_household"),
    )  # fmt: skip


NAMED = named()


def matched(extra: dict[str, str] | None = None, joins: str = "") -> str:
    """Query of household, place and member of each row: `household_id`, `region_code`, `id_member`, `named_member` ...

    The form has `household_no`, `id_hash` and `person`. `extra`: more columns (name to SQL), `joins` what they need.
    """
    more = "".join(f", {sql} as {name}" for name, sql in (extra or {}).items())
    return MATCHED.format(extra=more, joins=joins)


def member_checks(column: str, about: str = "true", *, must: bool = True) -> tuple[Check, ...]:
    """`column`: the title of the name. `about`: SQL, which rows are about a member; `must`: whether those name him."""
    by_name = f"({about}) and s.id_hash is null and s.person is not null and k.household_id is not null"
    unnamed = Check(
        column, "member_not_named", f"请填写{column}或证件号码",
        f"({about}) and s.household_no is not null and s.id_hash is null and s.person is null",
    )  # fmt: skip
    return (
        *((unnamed,) if must else ()),
        of_the_household(column, about),
        Check(column, "member_ambiguous", "这一户有同名成员，请填写证件号码", f"{by_name} and k.same_names > 1"),
    )


def of_the_household(column: str, about: str = "true") -> Check:
    """Whom a row names belongs to the household of its number: a slip in the number is found by the name."""
    by_name = f"({about}) and s.id_hash is null and s.person is not null and k.household_id is not null"
    return Check(column, "member_not_found", "这一户没有这位家庭成员", f"{by_name} and k.same_names = 0")


MEMBER = "coalesce(k.id_member, k.named_member)"

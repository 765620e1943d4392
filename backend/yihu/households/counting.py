"""What counts as income, and from when (计入收入): a line counts unless the county has said that its item does not, then."""

from yihu.policy.parameters import Parameter, declare

ITEMS = {
    "wage": "工资性收入", "operating": "生产经营性收入", "property": "财产性收入", "family_planning": "计划生育金", "dibao": "低保金",
    "destitute_support": "特困供养金", "pension": "养老保险金", "eco_compensation": "生态补偿金", "other_transfer": "其他转移性收入",
    "production_cost": "生产经营性支出（扣减）",
}  # fmt: skip
KEY = "income.counts_"
COUNTS: dict[str, Parameter] = {
    item: declare(f"{KEY}{item}", f"“{label}”是否计入家庭纯收入", str, choices={"yes": "计入", "no": "不计入"})
    for item, label in ITEMS.items()
}
"""By code of `income_item`; without a value the item counts, as the formula has it."""


def _said(item: str, year: str, month: str, place: str) -> str:
    """Query of the county's word on an item: value and source of the narrowest place, on the last day of the month."""
    day = f"cast(make_date({year}, {month}, 1) + interval '1 month' - interval '1 day' as date)"
    return f"""
        select x.value #>> '{{}}' as value, x.source from policy_parameter x
        where x.key = '{KEY}' || {item} and x.valid_from <= {day} and (x.valid_to is null or x.valid_to > {day})
          and (x.region_code is null or starts_with({place}, x.region_code))
        order by length(coalesce(x.region_code, '')) desc limit 1
    """


LEFT_OUT = f"""
    select t.code as township, p.item, d.year, d.month, v.source
    from (select distinct substr(key, {len(KEY) + 1}) as item from policy_parameter where key ^@ '{KEY}') p
    cross join region t
    cross join (select distinct year, coalesce(month, 12) as month from income_record
                where county = :county and exists (select from policy_parameter where key ^@ '{KEY}')) d
    cross join lateral ({_said("p.item", "d.year", "d.month", "t.code")}) v
    where t.code >= :county and t.code < :county || ':' and length(t.code) = 9 and v.value = 'no'
"""
"""Items that do not count, by township and month; of a line for a whole year its last day decides."""
LINE = """
    select i.household_id, i.region_code, i.year, i.month, i.item, i.amount,
           case when c.note like '-%' then -i.amount else i.amount end as signed
"""
OF = "from income_record i join code c on c.list = 'income_item' and c.code = i.item"
COUNTED = f"""
    {LINE}, x.item is null as counts {OF}
    left join ({LEFT_OUT}) x on x.township = left(i.region_code, 9) and x.item = i.item and x.year = i.year
                            and x.month = coalesce(i.month, 12)
    where i.county = :county
"""
"""Query of the county's income lines with their sign and whether they count."""


def counted_of_one(household: str) -> str:
    """The same of one household (a column or a bind), with the source of the county's word; it is asked line by line here."""
    said = _said("i.item", "i.year", "coalesce(i.month, 12)", "i.region_code")
    return f"""
        {LINE}, coalesce(x.value, 'yes') <> 'no' as counts, x.source as why {OF}
        left join lateral ({said}) x on true
        where i.county = :county and i.household_id = {household}
    """

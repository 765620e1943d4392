from datetime import date

from yihu.comparisons.models import DepartmentEntry


def entry(session, home, item="housing", result=None, member=None, on=date(2026, 11, 10), **over):
    """A line of a department's list about a household or one of its members; `home` None: nobody we know."""
    values = {"name": member.name if member else home.head_name if home else "外人", "source": "名单.xlsx"} | over
    row = DepartmentEntry(
        county="511921", area="511921", region_code=home.region_code if home else "511921", household_id=home.id if home else None,
        member_id=member.id if member else None, item=item, result=result, listed_on=on, **values,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row

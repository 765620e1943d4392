from sqlalchemy import ARRAY, Date, Text, Uuid, bindparam, cast, func, select

from yihu.accounts.access import within_binds
from yihu.benefits.models import Training
from yihu.households.models import Household, Member
from yihu.households.queries import COUNTY, matches, of_household, village_name
from yihu.kernel.paging import Listing

T = Training

TRAININGS = Listing(
    base=select(
        T.id, T.household_id, *of_household(T, Household.household_no, Household.head_name), T.region_code,
        village_name(T).label("region_name"), T.member_id,
        select(Member.name).where(Member.county == COUNTY, Member.id == T.member_id).scalar_subquery().label("member_name"),
        T.name, T.starts_on, T.ends_on, T.days, T.departments, T.certificate, T.source, T.version,
    ),
    area=within_binds(T),
    filters={
        "household_id": T.household_id == bindparam("household_id", type_=Uuid),
        "department": T.departments.op("&&")(cast(bindparam("department"), ARRAY(Text))),
        "several": bindparam("several") == (func.cardinality(T.departments) > 1),
        "starts_on_gte": T.starts_on >= bindparam("starts_on_gte", type_=Date),
        "starts_on_lt": T.starts_on < bindparam("starts_on_lt", type_=Date),
        "q": matches(T) | (func.strpos(func.lower(T.name), bindparam("q", type_=Text)) > 0),
    },
    sorts={"starts_on": (T.starts_on, T.id), "region": (T.region_code, T.starts_on, T.id), "name": (T.name, T.id)},
    default_sort="-starts_on",
)  # fmt: skip

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Query

from yihu.accounts.access import Db, Place
from yihu.households.problems import OutsideArea, VillageUnknown
from yihu.kernel.problems import VersionConflict, problems
from yihu.villages import standing
from yihu.villages.routes import Known, Reader, Writer
from yihu.villages.standing_schemas import By, FacilityPut, FacilityRead, VillageConditions, YearPut, YearRow

router = APIRouter(tags=["villages"])
Village = Annotated[str, Path(pattern=r"^\d{12}$", description="村")]
Year = Annotated[int, Path(ge=2013, le=2100)]
Asked = Annotated[int, Query(ge=2013, le=2100)]
REFUSED = problems(OutsideArea, VillageUnknown, VersionConflict)


@router.get("/village-conditions")
def list_village_conditions(user: Reader, session: Db, region_code: Place = None) -> Sequence[VillageConditions]:
    """Every village of the area: what it has and lacks, who answers for it, whether it is or was a poor village."""
    return standing.conditions(session, user, region_code)


@router.put("/village-facilities/{region_code}/{kind}", responses=REFUSED)
def put_village_facility(
    region_code: Village,
    kind: Annotated[str, Path(max_length=40)],
    form: FacilityPut,
    user: Writer,
    session: Db,
    version: Known,
) -> FacilityRead:
    return standing.put_facility(session, user, region_code, kind, form, version)


@router.get("/village-years")
def list_village_years(
    user: Reader, session: Db, first: Asked, last: Asked, by: By = By.AREA, region_code: Place = None
) -> Sequence[YearRow]:
    """Poor, returned, at risk and exited at the end of each year, of the area as a whole, by township or by village."""
    return standing.years(session, user, region_code, first, last, by)


@router.put("/village-years/{region_code}/{year}", status_code=204, responses=REFUSED)
def put_village_year(
    region_code: Village, year: Year, form: YearPut, user: Writer, session: Db, version: Known
) -> None:
    standing.put_year(session, user, region_code, year, form, version)

"""The festivals of the plans (“七一”、“春节”): 1 July, and the first day of the first lunar month."""

from datetime import date

from borax.calendars.lunardate import LunarDate


def festivals(day: date) -> dict[date, str]:
    """Those of the day's year and of the years beside it."""
    found: dict[date, str] = {}
    for year in (day.year - 1, day.year, day.year + 1):
        found[date(year, 7, 1)] = "七一"
        found[LunarDate(year, 1, 1).to_solar_date()] = "春节"
    return found

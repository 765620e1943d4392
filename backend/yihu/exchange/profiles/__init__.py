"""导入: one file (or folder), one kind of list."""

from yihu.exchange.profile import Profile
from yihu.exchange.profiles import (
    benefits,
    credit_ratings,
    department_lists,
    repayments,
    students,
    trainings,
    village_projects,
    visits,
    water_tests,
)
from yihu.exchange.profiles.assurance_checks import profile as assurance_checks
from yihu.exchange.profiles.departments import profile as departments
from yihu.exchange.profiles.helpers import profile as helpers
from yihu.exchange.profiles.households import profile as households
from yihu.exchange.profiles.loans import profile as loans
from yihu.exchange.profiles.pairings import profile as pairings
from yihu.exchange.profiles.plans import profile as plans

PROFILES: dict[str, Profile] = {
    profile.name: profile
    for profile in (
        households.PROFILE,
        students.PROFILE,
        loans.PROFILE,
        repayments.PROFILE,
        credit_ratings.PROFILE,
        helpers.PROFILE,
        pairings.PROFILE,
        visits.PROFILE,
        plans.PROFILE,
        benefits.PROFILE,
        trainings.PROFILE,
        departments.PROFILE,
        department_lists.PROFILE,
        assurance_checks.PROFILE,
        water_tests.PROFILE,
        village_projects.PROFILE,
    )
}

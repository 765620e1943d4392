"""From what a department's report becomes an alert. Set by county and day; unset, the rule is silent and says so."""

from yihu.policy.parameters import declare

STAY_YUAN_KEY = declare(
    "department.stay_yuan_key", "单次住院自付达到多少元即预警（脱贫户、监测对象）", unit="元", least=1
)
STAY_YUAN_OTHER = declare("department.stay_yuan_other", "单次住院自付达到多少元即预警（其他农户）", unit="元", least=1)
MEDICAL_YUAN_KEY = declare(
    "department.medical_yuan_key", "全户近12个月自付医疗费达到多少元即预警（脱贫户、监测对象）", unit="元", least=1
)
MEDICAL_YUAN_OTHER = declare(
    "department.medical_yuan_other", "全户近12个月自付医疗费达到多少元即预警（其他农户）", unit="元", least=1
)
MEDICAL_PERCENT_KEY = declare(
    "department.medical_percent_key",
    "近12个月自付医疗费超过上年全省农村居民人均可支配收入的百分之几即预警（脱贫户、监测对象）",
    unit="%",
    least=1,
)
MEDICAL_PERCENT_OTHER = declare(
    "department.medical_percent_other",
    "近12个月自付医疗费超过上年全省农村居民人均可支配收入的百分之几即预警（其他农户）",
    unit="%",
    least=1,
)
CAP_COUNTY = declare("department.cap_county_yuan", "个人年度自付封顶：县内住院", unit="元", least=1)
CAP_CITY = declare("department.cap_city_yuan", "个人年度自付封顶：市级住院", unit="元", least=1)
CAP_PROVINCE = declare("department.cap_province_yuan", "个人年度自付封顶：省级及以上住院", unit="元", least=1)
GRADUATE_MONTHS = declare("department.graduate_months", "毕业几个月内须落实四项就业帮扶", unit="个月", least=1)
DUTY_DAYS_LEAST = declare("department.duty_days_least", "公益性岗位每月至少正常履职天数", unit="天", least=1)
JOB_LOST_DAYS = declare("department.job_lost_days", "失业几天仍未再就业即预警", unit="天", least=1)
FOLLOWUP_DAYS = declare("department.followup_days", "务工人员几天未跟踪即预警", unit="天", least=1)
OFFER_DAYS = declare("department.offer_days", "有能力无意愿的人几天内须送岗一次", unit="天", least=1)
AWARD_DAYS = declare("department.award_days", "就业奖补核定几天仍未兑付即预警", unit="天", least=1)
UNMATCHED_DAYS = declare("department.unmatched_days", "部门数据几天仍未核对清楚即预警", unit="天", least=1)

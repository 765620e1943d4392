"""Terms of an alert's steps, in working days. Provinces differ: unset means that no clock runs."""

from yihu.policy.parameters import declare

WORKING_DAYS = "个工作日"

CLAIM_DAYS = declare("monitor.claim_days", "预警认领时限（从产生起）", unit=WORKING_DAYS, least=1)
VERIFY_DAYS = declare("monitor.verify_days", "预警入户核实时限（从产生起）", unit=WORKING_DAYS, least=1)
REST_DAYS = declare("monitor.rest_days", "核实属实后的办结时限（从核实起）", unit=WORKING_DAYS, least=1)
TOTAL_DAYS = declare("monitor.total_days", "预警办结总时限（从产生起）", unit=WORKING_DAYS, least=1)
CLOSE_DAYS = declare("monitor.close_days", "办结后的复核销号时限", unit=WORKING_DAYS, least=1)
AMBER_DAYS = declare("monitor.amber_days", "时限前几个工作日亮黄灯", unit=WORKING_DAYS)
ESCALATION_DAYS = declare("monitor.escalation_days", "报到乡镇后仍未办、再报到县的时限", unit=WORKING_DAYS, least=1)

"""When a phone that keeps its work to itself is worth a call."""

from yihu.policy.parameters import declare

STALE_DAYS = declare("field.stale_days", "手机上的内容几天仍未上传即提示", unit="天", least=1)

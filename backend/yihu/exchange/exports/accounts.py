from yihu.accounts import client_queries
from yihu.exchange.export import export

export(
    "api-accesses", "系统访问记录", client_queries.ACCESSES,
    columns={
        "时间": "at", "方法": "method", "地址": "route", "结果": "status", "来自": "address", "请求编号": "request_id",
    },
)  # fmt: skip

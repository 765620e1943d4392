"""Posting to an address that somebody else chose: never to a machine of ours (server-side request forgery).

The name is resolved here, every address it has must be a public one, and the connection goes to the address that was looked
at, so that a name that answers differently the second time leads nowhere. Redirects are not followed. A county whose systems
talk over an intranet names its networks in `YIHU_WEBHOOK_NETWORKS`; only there plain http will do.
"""

import asyncio
import socket
from collections.abc import Iterable, Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

import httpcore2

from yihu.kernel.settings import settings

TIMEOUT = 20.0
"""Seconds for everything: an answer that trickles in is none."""
CARRIERS = [ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")]
"""IPv6 that carries an IPv4 address within."""


class AddressForbidden(Exception):  # noqa: N818  an answer to who chose the address
    """The address is not one that may be called."""


class NotAnswered(Exception):  # noqa: N818  the receiver's failure, not ours
    """No answer in time, or none at all."""


def permitted(address: str) -> bool:
    """Whether an IP address may be called."""
    found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    if known(found):
        return True
    return found.is_global and not found.is_multicast and not any(found in net for net in CARRIERS)


def known(address: IPv4Address | IPv6Address) -> bool:
    return any(address in ip_network(net) for net in settings().webhooks.webhook_networks)


class _Guarded(httpcore2.AnyIOBackend):
    """Connects to addresses that it has looked at itself."""

    def __init__(self, *, plain: bool) -> None:
        super().__init__()
        self.plain = plain

    async def connect_tcp(
        self, host: str, port: int, timeout: float | None = None,  # noqa: ASYNC109  httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:  # fmt: skip
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        if not addresses or not all(permitted(address) for address in addresses):
            raise AddressForbidden("地址是内网或保留地址，不能推送")
        if self.plain and not all(known(ip_address(address)) for address in addresses):
            raise AddressForbidden("公网地址须用 https")
        return await super().connect_tcp(addresses[0], port, timeout, local_address, socket_options)


def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """The status answered. Errors: AddressForbidden, NotAnswered."""
    try:
        return asyncio.run(_post(url, body, headers))
    except TimeoutError as error:
        raise NotAnswered(f"{TIMEOUT:.0f} 秒内没有答复") from error
    except socket.gaierror as error:
        raise NotAnswered("域名解析不到") from error
    except (httpcore2.NetworkError, httpcore2.TimeoutException, httpcore2.ProtocolError, OSError, ValueError) as error:
        raise NotAnswered(f"连接失败：{type(error).__name__}") from error


async def _post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    backend = _Guarded(plain=urlsplit(url).scheme != "https")
    async with (
        asyncio.timeout(TIMEOUT),
        httpcore2.AsyncConnectionPool(network_backend=backend) as pool,
        pool.stream("POST", url, headers=[*headers.items()], content=body) as answer,
    ):
        return int(answer.status)

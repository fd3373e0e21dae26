"""Where a request comes from, and a limit on how often one asks."""

import ipaddress
import math
import time
from collections import OrderedDict
from threading import Lock
from typing import ClassVar

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str | None:
    """Where a request comes from, as it is counted: an IPv4 address, or the /64 network of an IPv6 one.

    Behind ``settings.PROXIES`` proxies the address is the one the outermost of them saw: what a client writes into
    X-Forwarded-For itself stands further left and is not looked at. None where it is no address.
    """
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    trusted = settings.PROXIES and len(forwarded) >= settings.PROXIES
    text = forwarded[-settings.PROXIES] if trusted else request.META.get("REMOTE_ADDR", "")
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.IPv6Network((address, 64), strict=False).network_address)
    return str(address)


class Limit:
    """So many requests from one address in so many seconds, all at once or spread; one more as the time for it passes.

    Kept in the memory of this process, for the addresses that asked last: of each, the moment until which what it asked
    for has taken up its time.
    """

    MOST: ClassVar[int] = 10_000  # addresses

    def __init__(self, count: int, seconds: float) -> None:
        self.step, self.seconds = seconds / count, seconds
        self.until: OrderedDict[str, float] = OrderedDict()
        self.lock = Lock()

    def wait(self, address: str, now: float | None = None) -> int:
        """Counts a request; 0, or the seconds after which the address may ask again, and then it is not counted."""
        now = time.monotonic() if now is None else now
        with self.lock:
            until = max(self.until.get(address, now), now) + self.step
            if until - now > self.seconds + self.step / 1000:
                return math.ceil(until - now - self.seconds)
            self.until[address] = until
            self.until.move_to_end(address)
            if len(self.until) > self.MOST:
                self.until.popitem(last=False)
            return 0

    def take_back(self, address: str) -> None:
        """Forgets a request that cost next to nothing."""
        with self.lock:
            if address in self.until:
                self.until[address] -= self.step

"""Whom a request comes from: the one place that decides which proxy is believed."""

import ipaddress

from django.conf import settings


def comes_from_trusted_proxy(request) -> bool:
    """True when the peer of this connection is named in TRUSTED_PROXIES."""
    try:
        peer = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:  # a Unix socket has no address
        return False
    peer = getattr(peer, "ipv4_mapped", None) or peer  # ::ffff:192.0.2.7, where we listen on ::
    return any(peer in network for network in settings.TRUSTED_PROXIES)

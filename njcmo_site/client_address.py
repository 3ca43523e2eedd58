"""Whom a request comes from: the one place that decides which proxy is believed."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

SAID_BY_PROXIES = {"HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO"}
# This machine, and networks that no stranger of the internet has an address in.
NEARBY = [
    ipaddress.ip_network(each)
    for each in ("127.0.0.0/8", "::1", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
]
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def address(written: str) -> Address | None:
    written = written.strip()
    if written.startswith("["):  # some proxies add the port: [2001:db8::1]:443, 192.0.2.7:443
        written = written[1:].partition("]")[0]
    elif written.count(":") == 1:
        written = written.partition(":")[0]
    try:
        read = ipaddress.ip_address(written)
    except ValueError:  # a Unix socket has no address
        return None
    return getattr(read, "ipv4_mapped", None) or read  # ::ffff:192.0.2.7, where we listen on ::


def is_trusted(proxy: Address | None) -> bool:
    return proxy is not None and any(proxy in network for network in settings.TRUSTED_PROXIES)


def comes_from_trusted_proxy(request: HttpRequest) -> bool:
    """True when the peer of this connection is named in TRUSTED_PROXIES."""
    return is_trusted(address(request.META.get("REMOTE_ADDR", "")))


def is_nearby(request: HttpRequest) -> bool:
    peer = address(request.META.get("REMOTE_ADDR", ""))
    return peer is not None and any(peer in network for network in NEARBY)


def believe_only_our_proxies(request: HttpRequest) -> None:
    """Take off the headers by which a proxy speaks for a client, unless it is one of ours.

    While none is named, one within our own network may say that a request is secure: whoever is
    redirected to https and comes by it again would be redirected for ever.
    """
    said = request.META.keys() & SAID_BY_PROXIES
    if settings.SECURE_SSL_REDIRECT and not settings.TRUSTED_PROXIES and is_nearby(request):
        said -= {"HTTP_X_FORWARDED_PROTO"}
    if said and not comes_from_trusted_proxy(request):
        for name in said:
            del request.META[name]


def client_network(request: HttpRequest) -> str:
    """The connection that a request comes from: an IPv4 address, or the /64 of an IPv6 one.

    "" when it is not known. Of X-Forwarded-For only what trusted proxies wrote is believed: from
    its end up to the first address that is none of theirs.
    """
    client = address(request.META.get("REMOTE_ADDR", ""))
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    while is_trusted(client) and forwarded:
        earlier = address(forwarded.pop())
        if earlier is None:
            break
        client = earlier
    if client is None:
        return ""
    if client.version == 6:
        return str(ipaddress.ip_network((client, 64), strict=False))
    return str(client)

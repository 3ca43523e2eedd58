"""Which addresses a name has, and whether they are of the internet and not of our own network."""

import socket
from ipaddress import IPv6Address, IPv6Network, ip_address

PUBLIC_IPV6 = IPv6Network("2000::/3")  # all that is given out


class CannotTellError(Exception):
    """Nothing follows for the link: neither that it works nor that it is gone."""


class NoSuchHostError(Exception):
    pass


def addresses_of(host: str, port: int) -> list[str]:
    """One or more. Raises NoSuchHostError, and CannotTellError where one is not public."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        raise NoSuchHostError if error.errno == socket.EAI_NONAME else CannotTellError from error
    addresses = list(dict.fromkeys(str(place[0]) for *_kind, place in found))
    if not addresses or not all(map(is_public, addresses)):
        raise CannotTellError
    return addresses


def is_public(address: str) -> bool:
    """Whether it is of the internet; one that wraps another address is not."""
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address) and (ip not in PUBLIC_IPV6 or ip.sixtofour or ip.teredo):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved)

"""The cache in a Redis; apart, since 8 MB of each process are its, and most sites have none."""

from django.core.cache.backends import redis
from redis.exceptions import RedisError

from njcmo_site.cache import CostsNoAnswer

REDIS_TIMEOUT = 1  # second


class RedisCache(CostsNoAnswer, redis.RedisCache):
    failures = (RedisError, OSError)

    def __init__(self, server, params):
        super().__init__(server, params)
        self._options = dict.fromkeys(["socket_timeout", "socket_connect_timeout"], REDIS_TIMEOUT)

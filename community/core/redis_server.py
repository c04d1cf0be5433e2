"""The Redis of a portal that has one, asked with little patience."""

from redis import Redis

# A server that does not answer at once is as good as none: whoever asks gets an answer, and the thread is free.
SERVER_SECONDS = 0.5


def redis_at(url: str) -> Redis:
    """The server of this address, whose every answer is waited for so long at most; redis.RedisError then."""
    return Redis.from_url(url, socket_timeout=SERVER_SECONDS, socket_connect_timeout=SERVER_SECONDS)

"""Looking for words everywhere that something could have been kept: tables, files, logs, queue, cache, sessions."""

import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import redis
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection

PUBLIC = "anchors_postcode"
"""The directory of postcodes, in which they stand for everybody to read."""


def found(words: Iterable[str], folders: Iterable[Path]) -> set[str]:
    """Where any of the words stands, in any case and in the encodings of texts and of workbooks."""
    spellings = {form for word in words for form in (word.encode(), word.encode("utf-16-le"))}
    pattern = re.compile(b"|".join(map(re.escape, sorted(spellings))))
    places = [*_tables(), *_sessions(), *_queue(), *_files(folders)]
    return {name for name, content in places if pattern.search(content)}


def _tables() -> Iterator[tuple[str, bytes]]:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            text = io.StringIO()
            if table != PUBLIC:
                cursor.copy_expert(f'COPY "{table}" TO STDOUT', text)
            yield f"table {table}", text.getvalue().encode()
        cursor.execute("SELECT string_agg(query, ' ') FROM pg_stat_activity")
        yield "running queries", (cursor.fetchone()[0] or "").encode()


def _sessions() -> Iterator[tuple[str, bytes]]:
    """Their data is packed, so it is unpacked to look into it."""
    for session in Session.objects.all():
        yield "session", repr(session.get_decoded()).encode()


def _queue() -> Iterator[tuple[str, bytes]]:
    for number in (0, 1):
        client = redis.Redis.from_url(f"{settings.REDIS_URL}/{number}")
        for key in client.scan_iter():
            yield f"redis {key!r}", key + repr(_value(client, key)).encode()
        client.close()


def _value(client: redis.Redis, key: bytes) -> object:
    match client.type(key):
        case b"list":
            return client.lrange(key, 0, -1)
        case b"set":
            return client.smembers(key)
        case b"hash":
            return client.hgetall(key)
        case b"zset":
            return client.zrange(key, 0, -1)
        case _:
            return client.get(key)


def _files(folders: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    """Every file below the folders: the database's own, its write-ahead log among them, logs, uploads."""
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file() and not path.is_symlink():
                try:
                    yield f"file {path}", path.read_bytes()
                except OSError:
                    continue

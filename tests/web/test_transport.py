"""Database, cache and mail server beyond this machine are reached over TLS and with a password."""

from __future__ import annotations

from collections.abc import Collection

import environ
import pytest

from storefront.web.transport import problems


def found(
    database: str = "sqlite:///x", cache: str = "locmemcache://", mail: str = "", private: Collection[str] = ()
) -> list[str]:
    env = environ.Env
    mail_settings = env.email_url_config(mail or "consolemail://")
    return list(problems(env.db_url_config(database), env.cache_url_config(cache), mail_settings, private))


@pytest.mark.parametrize(
    "database",
    [
        "sqlite:///x",
        "postgres://postgres@127.0.0.1/n",
        "postgres://u@localhost/n",
        "postgres:////var/run/n",
        "postgres://u:p@db.example/n?sslmode=verify-full&sslrootcert=system",
        "postgres://u@db.example/n?sslmode=verify-ca&sslcert=/c.pem",
    ],
)
def test_a_database_that_is_safe_to_reach(database: str) -> None:
    assert found(database=database) == []


@pytest.mark.parametrize(
    ("database", "says"),
    [
        ("postgres://u:p@db.example/n", "TLS"),
        ("postgres://u:p@10.0.0.5/n?sslmode=require", "TLS"),
        ("postgres://u:p@db.example/n?sslmode=prefer", "TLS"),
        ("postgres://u@db.example/n?sslmode=verify-full", "password"),
    ],
)
def test_a_database_that_is_not(database: str, says: str) -> None:
    assert [says in sentence for sentence in found(database=database)] == [True]
    assert found(database=database, private=["db.example", "10.0.0.5"]) == []


@pytest.mark.parametrize(
    "cache",
    ["locmemcache://", "redis://127.0.0.1:6379/0", "redis://[::1]:6379", "rediss://u:p@cache.example:6379/0"],
)
def test_a_cache_that_is_safe_to_reach(cache: str) -> None:
    assert found(cache=cache) == []


@pytest.mark.parametrize(
    ("cache", "says"),
    [
        ("redis://:p@cache.example:6379/0", ["TLS"]),
        ("rediss://cache.example:6379/0", ["password"]),
        ("redis://cache.example:6379/0", ["TLS", "password"]),
        ("redis://127.0.0.1:6379,cache.example:6379/0", ["TLS", "password"]),
        ("rediss://:p@cache.example:6379/0?ssl_cert_reqs=none", ["TLS"]),
    ],
)
def test_a_cache_that_is_not(cache: str, says: list[str]) -> None:
    sentences = found(cache=cache)

    assert len(sentences) == len(says)
    assert all(word in sentence for word, sentence in zip(says, sentences, strict=True))
    assert found(cache=cache, private=["cache.example"]) == []


@pytest.mark.parametrize(
    ("mail", "count"),
    [
        ("consolemail://", 0),
        ("smtp://127.0.0.1:25", 0),
        ("smtp+tls://u:p@mail.example:587", 0),
        ("smtp+ssl://u:p@mail.example:465", 0),
        ("smtp://u:p@mail.example:25", 1),
    ],
)
def test_a_mail_server_beyond_this_machine_needs_tls(mail: str, count: int) -> None:
    assert len(found(mail=mail)) == count

"""The two database roles. The owner makes tables; the application works with rows and is never a superuser.

`python -m anchors.roles` prepares a PostgreSQL server that somebody else runs: SUPERUSER_URL names an account
that may create roles, DATABASE_OWNER_URL and DATABASE_URL the two accounts and the database to make.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import cursor


def prepare_roles(
    superuser_url: str, *, owner_url: str, database_url: str, may_create_databases: bool = False
) -> None:
    """Create the owner, the application role and the database where they are missing; set their passwords.

    The grants go into template1 as well, so a test database made by the owner serves the application too.
    """
    owner, app = (unquote(urlsplit(url).username or "") for url in (owner_url, database_url))
    database = unquote(urlsplit(database_url).path.lstrip("/"))
    with _connected(superuser_url, "postgres") as to:
        _make_role(to, owner_url, "CREATEDB" if may_create_databases else "NOCREATEDB")
        _make_role(to, database_url, "NOCREATEDB")
        to.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
        is_new = to.fetchone() is None
    if is_new:
        _grant(superuser_url, "template1", owner=owner, app=app)
        with _connected(superuser_url, "postgres") as to:
            statement = sql.SQL("CREATE DATABASE {} OWNER {}")
            to.execute(statement.format(sql.Identifier(database), sql.Identifier(owner)))


def _make_role(to: cursor, url: str, may_create: str) -> None:
    parts = urlsplit(url)
    name = unquote(parts.username or "")
    to.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
    verb = "CREATE" if to.fetchone() is None else "ALTER"
    statement = sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOCREATEROLE NOBYPASSRLS {} PASSWORD {}").format(
        sql.SQL(verb), sql.Identifier(name), sql.SQL(may_create), sql.Literal(unquote(parts.password or ""))
    )
    to.execute(statement)


def _grant(superuser_url: str, database: str, *, owner: str, app: str) -> None:
    names = {"owner": sql.Identifier(owner), "app": sql.Identifier(app)}
    with _connected(superuser_url, database) as to:
        for rights, things in (
            ("SELECT, INSERT, UPDATE, DELETE, TRUNCATE, MAINTAIN", "TABLES"),
            ("USAGE, SELECT, UPDATE", "SEQUENCES"),
        ):
            statement = sql.SQL(
                "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT {rights} ON {things} TO {app}"
            )
            to.execute(statement.format(rights=sql.SQL(rights), things=sql.SQL(things), **names))


@contextmanager
def _connected(url: str, database: str) -> Iterator[cursor]:
    """A cursor on one database of a server; every statement stands by itself."""
    connection = psycopg2.connect(urlsplit(url)._replace(path=f"/{database}").geturl())
    connection.autocommit = True
    try:
        yield connection.cursor()
    finally:
        connection.close()


if __name__ == "__main__":
    prepare_roles(
        os.environ["SUPERUSER_URL"],
        owner_url=os.environ["DATABASE_OWNER_URL"],
        database_url=os.environ["DATABASE_URL"],
    )

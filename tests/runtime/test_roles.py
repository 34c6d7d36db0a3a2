import pytest
from django.db import ProgrammingError, connection, transaction


@pytest.mark.django_db
def test_the_application_role_is_no_superuser_and_cannot_pass_row_security() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb"
            " FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False, False, False, False)


@pytest.mark.django_db
def test_the_application_role_owns_no_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_the_application_role_cannot_change_a_table() -> None:
    refused = pytest.raises(ProgrammingError, match="must be owner")
    with connection.cursor() as cursor, refused, transaction.atomic():
        cursor.execute("ALTER TABLE anchors_user ADD COLUMN is_anything boolean")


@pytest.mark.django_db(transaction=True)
def test_the_application_role_may_make_the_temporary_tables_that_loading_needs() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE stage (line integer)")
        cursor.execute("DROP TABLE stage")

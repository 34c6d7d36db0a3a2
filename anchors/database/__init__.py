"""Django's engine for PostgreSQL, with a look at the line in place of a question before each request."""

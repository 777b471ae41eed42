"""The store in a database: SQLite in a file by default, PostgreSQL by URL."""

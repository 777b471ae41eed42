"""One module a change of the tables; the newest one's number is `upgrade.HEAD`."""

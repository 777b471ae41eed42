"""Files that others read while we write them: whole, or not there."""

"""iCalendar (RFC 5545, 7986): events as bytes, calendars as joined events, and a check before publishing.

Written without a library at run time: an own line writer is four times faster than typed values and
starts in no time. `icalendar` is the oracle in the tests, where every byte is compared with its own.
"""

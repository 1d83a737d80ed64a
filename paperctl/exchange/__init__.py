"""What other programs' formats call things: one table each, read in both directions.

Formats write by these tables and sources read by them, so that what is written is read
back as what it was. There is no behaviour here beyond looking things up.
"""

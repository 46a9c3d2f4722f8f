"""The solver: pure integers and ids. No database, no web, no calendar; only `exchange` knows wall-clock text.

Everything here speaks the appointment problem of docs/problem.md. Times are whole minutes counted from 00:00 of the
problem's first working day (day 0), straight through nights and weekends; days are counted the same way.
"""

"""Months that are played instead of awaited: contacts come, are planned, and things go wrong, all from a seed.

Read `contacts` (who comes when), `mishaps` (what goes wrong), `rolling` (day by day), `clairvoyant` (all known before).
Both ways to play end in a `Played`, which `scheduler.outcomes` measures.
"""

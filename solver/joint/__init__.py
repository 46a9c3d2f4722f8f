"""Many cases at once: a plan that is bettered as long as there is time, and what is proved of it.

Read it in this order: `together` (the plan in hand), `shapes` (a case placed anew in microseconds rather than
milliseconds), `floors` (what each case could have at best), `rivals` and `improve` (the search), `sharing` and `turns` (several
processes), `capacity` (what nobody can do because the hours are not there).
"""

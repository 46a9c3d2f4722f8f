"""The discrete-time queue with daily capacity: what the mean wait must be, worked out without any of our own code.

A_d contacts come on day d (Poisson), c are served a day, first come, first served, on the day they come if there is room. With
Q_d waiting in the morning, Q_{d+1} = max(Q_d + A_d - c, 0), and the k-th of the day waits floor((Q_d + k - 1) / c) days.
"""

from math import exp

import numpy as np


def mean_wait(a_day: float, capacity: int, most: int = 400) -> float:
    """In days, of the stationary queue; `most`: where the chain is cut off, far beyond what it reaches."""
    arrivals = np.zeros(most)
    arrivals[0] = exp(-a_day)
    for count in range(1, most):
        arrivals[count] = arrivals[count - 1] * a_day / count
    waiting = np.zeros(most)
    waiting[0] = 1.0
    for _ in range(100_000):
        there = np.convolve(waiting, arrivals)[:most]
        after = np.zeros(most)
        after[0] = there[: capacity + 1].sum()
        after[1 : most - capacity] = there[capacity + 1 :]
        moved = np.abs(after - waiting).sum()
        waiting = after / after.sum()
        if moved < 1e-13:
            break
    at_least = arrivals[::-1].cumsum()[::-1]  # of so many or more on one day
    total = sum(
        waiting[queued] * at_least[k] * ((queued + k - 1) // capacity)
        for queued in range(most)
        for k in range(1, 60)
        if waiting[queued] > 1e-15
    )
    return float(total / a_day)

"""What all tests share."""

from hypothesis import settings

# No deadline for a single example: the machines that run this share their cores.
settings.register_profile("lotse", deadline=None)
settings.load_profile("lotse")

"""The domain: town, cases, law, plans, the store and the use cases. Time is aware, Europe/Berlin; never flask."""

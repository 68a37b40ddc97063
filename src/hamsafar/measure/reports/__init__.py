"""Reports: why scores are as they are: key drivers, what changed and why, crosstabs, satisfaction and money.

Door: services.py. Upstream: store.events (the spine and what was read from texts), metrics, shelf, science. Kept by the shelf.
"""

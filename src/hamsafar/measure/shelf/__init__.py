"""Shelf: figures that take long are computed by a job and kept with the moment they are of. Whoever looks gets what is there, at once.

Door: services.py. Upstream: store.events (is the spine small?), jobs. Tables: ShelfRow.
"""

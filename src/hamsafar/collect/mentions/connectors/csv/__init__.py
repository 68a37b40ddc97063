"""Tables: CSV, Excel, JSON lines; whatever imports can read."""

"""Hamsafar: one customer, one journey. The folders are floors along the data path; see docs/architecture.md."""

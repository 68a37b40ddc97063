"""Everything that an installation keeps, at one point in time, in open formats: JSON lines, Parquet, files, one manifest."""

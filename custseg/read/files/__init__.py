"""Which cells does a file hold? Text files, workbooks, Parquet and tables in memory, row by row."""

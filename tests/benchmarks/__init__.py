"""Benchmarks: run by hand (`make bench`), never by the tests; their figures stand in the README with date and machine."""

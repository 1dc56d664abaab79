"""Long runs by hand (`make soak`), never by the tests; their figures stand in the README with date and machine."""

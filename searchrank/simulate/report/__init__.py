"""Whether the simulated shop is like real ones: measures of a log beside published ranges."""

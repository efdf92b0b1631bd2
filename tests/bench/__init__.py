"""The benchmark: what the large journal takes, against the bounds of the design. `make bench` runs it."""

"""The yardstick and the load: `make bench`."""

"""What accounts offer to the apps above: plain registries, filled when Django is ready."""

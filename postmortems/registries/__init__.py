"""What postmortems offer to the apps above them."""

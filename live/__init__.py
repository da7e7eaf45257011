"""How a change reaches every open page."""

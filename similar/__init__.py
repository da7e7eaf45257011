"""Which earlier incidents are like one, why, and what fixed them."""

"""Messages to people: deliveries, channels, retries."""

"""The outbox: deliveries, channels, retries."""

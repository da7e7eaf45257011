"""What a text says of an incident, held against its record: plain Python, without Django."""

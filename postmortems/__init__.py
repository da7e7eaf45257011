"""What we learned and will do: postmortems, factors, action items, reminders."""

"""What happened: incidents, timeline, milestones, services, reports."""

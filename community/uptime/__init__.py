"""What runs and what does not: components, incidents, maintenance, measured downtime, and uptime by the month."""

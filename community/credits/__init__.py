"""What customers get when uptime was less than promised: a month's credit, and the claim that leads to it."""

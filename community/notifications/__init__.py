"""Who hears of what happened: in the portal and by mail, once, and never of one's own deeds."""

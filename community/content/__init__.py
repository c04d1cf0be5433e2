"""What all pillars share: subjects and who sees them, votes, follows, comments, flags, revisions, links, tags."""

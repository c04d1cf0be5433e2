"""Members and their standing, organisations, entitlements, segments, sign-in, sessions, tokens."""

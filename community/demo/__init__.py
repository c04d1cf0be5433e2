"""The demo: a small software company for florists, with customers, troubles and wishes, all invented."""

"""Flags, posts that wait for a look, and what moderators made of them."""

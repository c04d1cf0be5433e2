"""Circles: what experts of a product area and its team say to each other, and the live hours they hold."""

"""What is measured: commands that print figures; none of them runs in the test suite."""

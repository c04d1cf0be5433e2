"""Finding: one port, two engines that find candidates, one analysis and one scorer for both."""

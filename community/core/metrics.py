"""What the portal measures of itself, for /metrics."""

from prometheus_client import CollectorRegistry, Counter, Histogram

REGISTRY = CollectorRegistry()

WRITE_SECONDS = Histogram(
    "portal_write_transaction_seconds",
    "How long write transactions lasted.",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2),
    registry=REGISTRY,
)
REQUESTS = Counter(
    "portal_requests_total",
    "Answers by method and status.",
    ["method", "status"],
    registry=REGISTRY,
)
REQUEST_SECONDS = Histogram(
    "portal_request_seconds",
    "How long answers took.",
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5),
    registry=REGISTRY,
)

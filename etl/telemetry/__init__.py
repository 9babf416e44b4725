"""What watchers of many programs read: Prometheus, and OpenTelemetry. Both are extras, and neither is on unless asked for.

    events, the diary --> metrics (Prometheus' text) , spans and metrics (OTLP)

Only numbers and words of closed lists leave: statuses, outcomes, reasons, names of jobs and databases. No document's name, title
or text does, and no password. What each is called is promised in docs/operations.md.
"""

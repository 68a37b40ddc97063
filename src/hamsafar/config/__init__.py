"""The only place that knows everyone: settings, urls, asgi, pipeline, command line."""

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts


def all_routes(app: FastAPI) -> list:
    """Every route of the application with what the routers around it add: path, methods, dependant, body_field."""
    return [route for route in iter_route_contexts(app.routes) if route.path.startswith("/api/v1")]

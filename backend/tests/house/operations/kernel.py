from tests.house.operation import Op

OPERATIONS = {
    "GET /health": Op(None),
    "GET /ready": Op(None),
}

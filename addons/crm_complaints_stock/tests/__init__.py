from . import test_delivery_promise

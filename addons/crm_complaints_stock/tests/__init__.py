from . import test_delivery_promise
from . import test_remedy_return

from . import test_complaint_link
from . import test_delivery_promise
from . import test_remedy_exchange
from . import test_remedy_return
from . import test_satisfaction_delivery

from . import test_chat_request
from . import test_chat_request_tour

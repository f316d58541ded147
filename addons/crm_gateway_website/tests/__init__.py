from . import test_request_form

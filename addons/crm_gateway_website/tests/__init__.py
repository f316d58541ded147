from . import test_request_form
from . import test_request_form_tour

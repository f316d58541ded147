from . import test_owner
from . import test_promise_access
from . import test_promise_breach
from . import test_promise_page
from . import test_promise_version

from . import test_event_results
from . import test_invitation
from . import test_event_access

from . import test_request_assignment
from . import test_request_documents
from . import test_request_flow
from . import test_request_mail
from . import test_request_portal
from . import test_request_tour
from . import test_settings
from . import test_sql

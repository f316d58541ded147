from . import code_of_conduct
from . import satisfaction
from . import complaint_form
from . import complaint_portal
from . import complaint_thread

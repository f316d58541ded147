from . import consent
from . import export
from . import unsubscribe
from . import results

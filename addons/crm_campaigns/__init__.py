from . import controllers
from . import models
from . import report
from . import wizard
from .hooks import uninstall_hook

# The demo data extends a model, so it comes after them.
from . import demo

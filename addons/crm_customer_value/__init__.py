from . import models
from . import wizard
from .hooks import post_init_hook, uninstall_hook

# The demo data extends a model, so it comes after them.
from . import demo

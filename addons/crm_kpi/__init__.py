from . import controllers, models, wizard
from .hooks import post_init_hook, uninstall_hook

# The demo data extends a model, so it comes after them.
from . import demo

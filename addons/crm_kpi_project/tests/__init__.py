from . import test_initiative_project

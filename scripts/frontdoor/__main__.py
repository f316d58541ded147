"""Commands of the front door: `bin/crm COMMAND`."""

import shutil
import sys
import traceback

from . import lint, postgres, regression, server, settings, setup, suite, tasks, venv
from .errors import Stop
from .settings import HOST_DIR, LOGS
from .steps import lock, say


def run():
    port = server.check_port()
    setup.demo_database()
    return server.serve(port)


def lock_requirements():
    with lock():
        venv.install(*setup.WORK)
        venv.write_locks()


def clean():
    server.stop()
    postgres.remove()
    shutil.rmtree(HOST_DIR, ignore_errors=True)
    shutil.rmtree(settings.NODE_MODULES, ignore_errors=True)
    say("removed: .host, node_modules and the databases in them")


COMMANDS = {
    "run": run,
    "test": suite.run,
    "test-host": regression.run,
    "lint": lint.run,
    "format": lint.mend,
    "shell": tasks.shell,
    "update": tasks.update,
    "bench": tasks.bench,
    "screenshots": tasks.screenshots,
    "translations": tasks.translations,
    "load-cdnow": tasks.load_cdnow,
    "lock": lock_requirements,
    "stop": server.stop,
    "clean": clean,
}


def main(arguments):
    if len(arguments) != 1 or arguments[0] not in COMMANDS:
        raise Stop(f"commands are: {', '.join(COMMANDS)}; make help explains them")
    return COMMANDS[arguments[0]]() or 0


def entrance(arguments):
    """Turn whatever goes wrong into one line and an exit code."""
    try:
        return main(arguments)
    except Stop as stop:
        print(f"crm: {stop}", file=sys.stderr)
    except KeyboardInterrupt:
        print("crm: interrupted; the same command goes on from here", file=sys.stderr)
        return 130
    except Exception as error:
        try:
            LOGS.mkdir(parents=True, exist_ok=True)
            log = LOGS / "front-door.log"
            log.write_text(traceback.format_exc())
            where = f" (details: {log})"
        except OSError:
            where = ""
        print(f"crm: {type(error).__name__}: {error}{where}", file=sys.stderr)
    return 1


sys.exit(entrance(sys.argv[1:]))

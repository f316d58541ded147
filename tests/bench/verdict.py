"""What the benchmarks say of a figure that has a goal."""


def say(text=""):
    print(text, flush=True)


def judge(label, value, limit, unit="", at_least=False):
    """Print whether ``value`` is at most (or at least) its goal."""
    met = value >= limit if at_least else value <= limit
    bound = "at least" if at_least else "at most"
    say(
        f"  {'PASS' if met else 'OVER'}  {label}: {value:.3g}{unit},"
        f" goal {bound} {limit:.3g}{unit}"
    )

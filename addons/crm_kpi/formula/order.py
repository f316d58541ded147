"""In which order formulas that need one another are computed."""

from graphlib import CycleError, TopologicalSorter

from .errors import FormulaError


def evaluation_order(needs):
    """Return the names so that each comes after all that it needs.

    :param dict needs: {name of a formula: names that it needs}; names of figures
        that are no formulas may be among them and are left out
    :raise FormulaError: ``CYCLE``, with the names in their order as detail
    """
    graph = {
        name: {part for part in parts if part in needs} for name, parts in needs.items()
    }
    try:
        return list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise FormulaError("CYCLE", " → ".join(error.args[1])) from error

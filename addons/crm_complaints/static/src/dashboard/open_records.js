/**
 * Open the records that a figure counts, archived ones too.
 *
 * @param {Object} action service
 * @param {String} name of the figure
 * @param {String} resModel
 * @param {Array} domain
 */
export function openRecords(action, name, resModel, domain) {
    return action.doAction({
        type: "ir.actions.act_window",
        name,
        res_model: resModel,
        domain,
        views: [
            [false, "list"],
            [false, "form"],
        ],
        context: {active_test: false},
    });
}

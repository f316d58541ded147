import {Component} from "@odoo/owl";
import {useService} from "@web/core/utils/hooks";

/** Customers that are like the one at hand, as `crm.duplicate.get_like` tells. */
export class DuplicateList extends Component {
    static template = "crm_gateway.DuplicateList";
    static props = {like: Object};

    setup() {
        this.action = useService("action");
    }

    /** Look at another customer without leaving what is being entered. */
    open(partnerId) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "res.partner",
            res_id: partnerId,
            views: [[false, "form"]],
            target: "new",
        });
    }
}

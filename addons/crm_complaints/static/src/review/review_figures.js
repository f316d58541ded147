import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {Component} from "@odoo/owl";

import {openRecords} from "../dashboard/open_records";

/**
 * The figures of a management review as tables; each opens the records behind it.
 *
 * All texts come from the server: paper shows the same ones.
 */
export class ReviewFigures extends Component {
    static template = "crm_complaints.ReviewFigures";
    static props = {...standardFieldProps};

    setup() {
        this.action = useService("action");
    }

    get shown() {
        return this.props.record.data[this.props.name];
    }

    open({label, domain, res_model: resModel = "crm.complaint"}) {
        return openRecords(this.action, label, resModel, domain);
    }
}

registry.category("fields").add("complaint_review_figures", {
    component: ReviewFigures,
    supportedTypes: ["json"],
});

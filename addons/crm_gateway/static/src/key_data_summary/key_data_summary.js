import {Component, onWillStart, onWillUpdateProps} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useService} from "@web/core/utils/hooks";

/**
 * How much is known of a customer, and what is missing, on the contact's form.
 *
 * A widget and not fields: they take several statements, and the web client asks
 * for every field of a form, shown or not. These are asked for when somebody opens
 * the page.
 */
export class KeyDataSummary extends Component {
    static template = "crm_gateway.KeyDataSummary";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        onWillStart(() => this.load(this.props.record.resId));
        onWillUpdateProps((props) => this.load(props.record.resId));
    }

    async load(partnerId) {
        [this.data] = await this.orm.webRead("res.partner", [partnerId], {
            specification: {
                key_completeness: {},
                missing_key_item_ids: {fields: {display_name: {}}},
            },
        });
    }

    get known() {
        return Math.round(this.data.key_completeness);
    }
}

registry.category("view_widgets").add("key_data_summary", {component: KeyDataSummary});

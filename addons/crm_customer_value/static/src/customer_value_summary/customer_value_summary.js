import {Component, onWillStart} from "@odoo/owl";
import {Field} from "@web/views/fields/field";
import {Record} from "@web/model/record";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useService} from "@web/core/utils/hooks";

const PERCENTAGE = {type: "percentage", digits: [16, 1]};
// What is not known would be shown as 0: `needs` names the field that tells.
const LAYOUT = [
    {
        name: "purchases",
        fields: [
            {name: "segment_id"},
            {name: "next_action"},
            {name: "net_revenue"},
            {name: "margin"},
            {name: "order_days"},
            {name: "last_order_date"},
            {name: "next_order_date", type: "remaining_days"},
        ],
    },
    {
        name: "outlook",
        fields: [
            {name: "expected_orders"},
            {name: "cltv"},
            {name: "churn_risk", needs: "prediction_source", ...PERCENTAGE},
            {name: "churn_level"},
            {name: "wallet", needs: "wallet_source"},
            {name: "wallet_share", needs: "wallet_source", ...PERCENTAGE},
            {name: "prediction_source"},
            {name: "as_of_date"},
        ],
    },
];

/**
 * The main figures of a customer, on the page of the contact's form.
 *
 * A widget and not fields of the contact: the web client asks for the
 * description and the values of every field of a form when it opens it, shown or
 * not.  These are asked for when somebody opens the page.
 */
export class CustomerValueSummary extends Component {
    static template = "crm_customer_value.CustomerValueSummary";
    static components = {Field, Record};
    static props = {...standardWidgetProps};

    setup() {
        this.fieldService = useService("field");
        onWillStart(async () => {
            const names = LAYOUT.flatMap((group) =>
                group.fields.map((field) => field.name)
            );
            // The server leaves out what the user may not see.
            this.fields = await this.fieldService.loadFields("crm.customer.value", {
                fieldNames: [...names, "currency_id", "wallet_source"],
            });
        });
    }

    get groups() {
        return LAYOUT.map((group) => ({
            ...group,
            fields: group.fields.filter((field) => field.name in this.fields),
        }));
    }

    getKnown(fields, record) {
        return fields.filter(({needs}) => !needs || record.data[needs]);
    }

    getFieldProps({needs, ...props}) {
        return props;
    }

    get recordProps() {
        return {
            resModel: "crm.customer.value",
            resId: this.props.record.data.customer_value_id.id,
            fields: this.fields,
            fieldNames: Object.keys(this.fields),
            mode: "readonly",
        };
    }
}

registry.category("view_widgets").add("customer_value_summary", {
    component: CustomerValueSummary,
    fieldDependencies: [{name: "customer_value_id", type: "many2one"}],
});

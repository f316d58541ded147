import {Component, onWillStart, onWillUpdateProps} from "@odoo/owl";
import {DuplicateList} from "../duplicate_hint/duplicate_list";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {_t} from "@web/core/l10n/translation";
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
    static components = {DuplicateList};
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        onWillStart(() => this.load(this.props.record.resId));
        onWillUpdateProps((props) => this.load(props.record.resId));
    }

    async load(partnerId) {
        [[this.data], this.like] = await Promise.all([
            this.orm.webRead("res.partner", [partnerId], {
                specification: {
                    key_completeness: {},
                    missing_key_item_ids: {fields: {display_name: {}, advice: {}}},
                },
            }),
            this.orm.call("crm.duplicate", "get_like", [partnerId]),
        ]);
    }

    get links() {
        return [
            {name: "action_open_needs", icon: "fa-lightbulb-o", label: _t("Needs")},
            {
                name: "action_open_business_accounts",
                icon: "fa-briefcase",
                label: _t("Accounts"),
            },
            {
                name: "action_open_contracts",
                icon: "fa-handshake-o",
                label: _t("Contracts"),
            },
        ];
    }

    async open(name) {
        if (await this.props.record.save()) {
            this.action.doActionButton({
                type: "object",
                name,
                resModel: "res.partner",
                resId: this.props.record.resId,
            });
        }
    }

    get missing() {
        return this.data.missing_key_item_ids.filter((item) => !item.advice);
    }

    get wrong() {
        return this.data.missing_key_item_ids.filter((item) => item.advice);
    }

    get known() {
        return Math.round(this.data.key_completeness);
    }
}

registry.category("view_widgets").add("key_data_summary", {component: KeyDataSummary});

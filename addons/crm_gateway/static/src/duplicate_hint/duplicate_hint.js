import {Component, useState} from "@odoo/owl";
import {DuplicateList} from "./duplicate_list";
import {KeepLast} from "@web/core/utils/concurrency";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useDebounced} from "@web/core/utils/timing";
import {useRecordObserver} from "@web/model/relational_model/utils";
import {useService} from "@web/core/utils/hooks";

const COMPARED = ["name", "email", "phone", "vat", "company_registry"];
const NOTHING = {partners: [], usual: []};

/**
 * Tells whoever enters a new customer who may be the same one already.
 *
 * Only while a new contact is entered: opening one that is there asks for nothing,
 * its page *Key Data* tells.
 */
export class DuplicateHint extends Component {
    static template = "crm_gateway.DuplicateHint";
    static components = {DuplicateList};
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.state = useState({like: NOTHING});
        this.latest = new KeepLast();
        this.load = useDebounced((values) => this.loadLike(values), 400);
        useRecordObserver((record) => {
            const values = Object.fromEntries(
                COMPARED.filter((name) => record.data[name]).map((name) => [
                    name,
                    record.data[name],
                ])
            );
            const isCompared = record.isNew && !record.data.parent_id;
            if (isCompared && Object.keys(values).length) {
                this.load(values);
            } else {
                this.load.cancel();
                this.state.like = NOTHING;
            }
        });
    }

    async loadLike(values) {
        this.state.like = await this.latest.add(
            this.orm.silent.call("crm.duplicate", "get_like", [false, values])
        );
    }
}

registry.category("view_widgets").add("duplicate_hint", {component: DuplicateHint});

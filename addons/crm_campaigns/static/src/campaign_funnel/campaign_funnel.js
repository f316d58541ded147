import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {formatInteger, formatPercentage} from "@web/views/fields/formatters";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

import {Component, onWillStart, onWillUpdateProps, useState} from "@odoo/owl";

const MIN_WIDTH = 2; // percent, so that a step of few is seen at all

/** The steps of a campaign as bars; each opens the records that it counts. */
export class CampaignFunnel extends Component {
    static template = "crm_campaigns.CampaignFunnel";
    static props = {...standardWidgetProps};

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.state = useState({steps: []});
        onWillStart(() => this.load(this.props.record.resId));
        onWillUpdateProps((props) => this.load(props.record.resId));
    }

    async load(campaignId) {
        this.state.steps = campaignId
            ? await this.orm.call("crm.campaign.funnel", "get_funnel", [campaignId])
            : [];
    }

    get steps() {
        const largest = Math.max(1, ...this.state.steps.map((step) => step.count));
        return this.state.steps.map((step) => ({
            ...step,
            width: step.count
                ? Math.max(MIN_WIDTH, Math.round((100 * step.count) / largest))
                : 0,
            shown: formatInteger(step.count),
            shareText:
                step.share === null
                    ? ""
                    : formatPercentage(step.share, {digits: [16, 1]}),
        }));
    }

    async open(step) {
        if (step.action) {
            await this.action.doAction(step.action);
        }
    }
}

registry.category("view_widgets").add("crm_campaign_funnel", {
    component: CampaignFunnel,
});

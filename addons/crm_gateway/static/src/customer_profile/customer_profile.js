import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

import {Component, onMounted, onWillStart, useState} from "@odoo/owl";

import {formatFigure, formatShortMoney} from "./profile_format";
import {ProfileSection} from "./profile_section";

export class CustomerProfile extends Component {
    static template = "crm_gateway.CustomerProfile";
    // Tells the router that there is no list of profiles above a profile.
    static path = "customer-profile";
    static displayName = _t("Customer Profile");
    static components = {Layout, ProfileSection};
    static props = {...standardActionServiceProps};

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.display = {controlPanel: {}};
        this.state = useState({profile: null});
        const {context = {}} = this.props.action;
        this.partnerId = this.props.resId || context.profile_partner_id;
        onWillStart(() => this.load());
        onMounted(() => {
            if (this.partnerId) {
                // so that the address of the page names the customer
                this.props.updateActionState?.({resId: this.partnerId});
            }
        });
    }

    async load() {
        if (!this.partnerId) {
            return;
        }
        this.state.profile = await this.orm.call(
            "crm.customer.profile",
            "get_profile",
            [this.partnerId]
        );
        this.env.config.setDisplayName(this.state.profile.name);
    }

    // -------------------------------------------------------------------------
    // What is shown
    // -------------------------------------------------------------------------

    get profile() {
        return this.state.profile;
    }

    get identity() {
        return this.profile.sections.find(({name}) => name === "identity");
    }

    get avatar() {
        return `/web/image/res.partner/${this.profile.id}/avatar_128`;
    }

    get tiles() {
        const currencyId = this.profile.currency_id;
        return this.profile.sections.flatMap(({name, tiles = []}) =>
            tiles.map((tile, index) => ({
                ...tile,
                key: `${name} ${index}`,
                text:
                    tile.kind === "monetary" && typeof tile.value === "number"
                        ? formatShortMoney(tile.value, currencyId)
                        : formatFigure(tile, currencyId),
                title: formatFigure(tile, currencyId),
            }))
        );
    }

    get footnote() {
        return _t("The figures count the documents of %(company)s that you may open.", {
            company: this.profile.company,
        });
    }

    getColumn(wanted) {
        return this.profile.sections.filter(({column = "main"}) => column === wanted);
    }

    get sectionProps() {
        return {
            currencyId: this.profile.currency_id,
            openItem: (item) => this.openRecord(item.res_model, item.res_id),
            pressItem: (item) => this.pressItem(item),
            openMore: (more) => this.openMore(more),
            create: (create) => this.create(create),
            schedule: () => this.schedule(),
        };
    }

    // -------------------------------------------------------------------------
    // Handlers
    // -------------------------------------------------------------------------

    async openRecord(resModel, resId, context = {}) {
        await this.action.doAction({
            type: "ir.actions.act_window",
            res_model: resModel,
            res_id: resId,
            views: [[false, "form"]],
            context,
        });
    }

    async create({res_model: resModel, context}) {
        await this.openRecord(resModel, false, context);
    }

    async openMore({action: xmlId, domain, context}) {
        const action = await this.action.loadAction(xmlId);
        await this.action.doAction({
            ...action,
            domain: domain || action.domain,
            context: context || action.context,
        });
    }

    /** Do what the button of an item says, and show what came of it. */
    async pressItem({button}) {
        const {res_model: resModel, res_id: resId, method} = button;
        const action = await this.orm.call(resModel, method, [[resId]]);
        if (action) {
            await this.action.doAction(action, {onClose: () => this.load()});
        } else {
            await this.load();
        }
    }

    async schedule() {
        const {id} = this.profile;
        await this.action.doAction(
            {
                type: "ir.actions.act_window",
                res_model: "mail.activity.schedule",
                views: [[false, "form"]],
                target: "new",
                context: {
                    active_model: "res.partner",
                    active_ids: [id],
                    default_res_model: "res.partner",
                    default_res_ids: `[${id}]`,
                    default_activity_user_id: user.userId,
                },
            },
            {onClose: () => this.load()}
        );
    }

    print() {
        window.print();
    }
}

registry.category("actions").add("crm_gateway.customer_profile", CustomerProfile);

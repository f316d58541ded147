import {LivechatCommandDialog} from "@im_livechat/core/common/livechat_command_dialog";

import {registerThreadAction} from "@mail/core/common/thread_actions";
import "@mail/discuss/call/common/thread_actions";

import {_t} from "@web/core/l10n/translation";
import {usePopover} from "@web/core/popover/popover_hook";

const ICON = "fa fa-ticket";

registerThreadAction("create-request", {
    actionPanelComponent: LivechatCommandDialog,
    actionPanelComponentProps: ({action}) => ({
        close: () => action.close(),
        commandName: "request",
        placeholderText: _t("e.g. Two hundred boxes"),
        title: _t("Create Request"),
        icon: ICON,
    }),
    close: ({action}) => action.popover?.close(),
    condition: ({owner, store, thread}) =>
        thread?.channel_type === "livechat" &&
        store.has_access_create_request &&
        !owner.isDiscussSidebarChannelActions,
    panelOuterClass: "bg-100",
    icon: ICON,
    name: _t("Create Request"),
    sequence: 11,
    sequenceGroup: 25,
    setup({owner}) {
        if (!owner.env.inChatWindow) {
            this.popover = usePopover(LivechatCommandDialog, {
                onClose: () => this.close(),
                popoverClass: this.panelOuterClass,
            });
        }
    },
    toggle: true,
    open({owner, thread}) {
        this.popover?.open(owner.root.el.querySelector(`[name="${this.id}"]`), {
            thread,
            ...this.actionPanelComponentProps,
        });
    },
});

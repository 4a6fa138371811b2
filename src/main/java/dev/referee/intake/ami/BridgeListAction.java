package dev.referee.intake.ami;

import org.asteriskjava.manager.action.AbstractManagerAction;

/** AMI's BridgeList, which asterisk-java does not have. Needs no right (Asterisk 16 and 22). */
final class BridgeListAction extends AbstractManagerAction {
    private static final long serialVersionUID = 1;

    @Override
    public String getAction() {
        return "BridgeList";
    }
}

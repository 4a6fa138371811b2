package dev.referee.intake.ami;

import org.asteriskjava.manager.action.AbstractManagerAction;
import org.jspecify.annotations.Nullable;

/**
 * AMI's ShowDialPlan for its answer alone: whether there is a context, or an extension in it.
 * asterisk-java's own would wait for the list too.
 * Public for asterisk-java, which calls the getters by reflection: of a class that it may not see it
 * sends the action without its fields, here the whole dialplan.
 */
public final class ShowDialPlanAction extends AbstractManagerAction {
    private static final long serialVersionUID = 1;

    private final String context;
    private final @Nullable String extension;

    /**
     * @param extension null for the context itself
     */
    ShowDialPlanAction(String context, @Nullable String extension) {
        this.context = context;
        this.extension = extension;
    }

    @Override
    public String getAction() {
        return "ShowDialPlan";
    }

    /** For asterisk-java, which reads the fields of an action by their getters. */
    public String getContext() {
        return context;
    }

    /** Likewise. */
    public @Nullable String getExtension() {
        return extension;
    }
}

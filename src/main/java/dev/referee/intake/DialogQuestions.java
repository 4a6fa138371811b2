package dev.referee.intake;

import dev.referee.model.Channel;
import dev.referee.model.Fact;

import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * When the SIP dialog of a PJSIP leg is to be read: when its phone calls or rings, and once more when
 * the call is answered. A caller may send its REFER as soon as it is answered, and a phone that refuses
 * is recognised by what it gave with its ringing (its tag is in the 180, seen on 22.10.1). Behind a
 * proxy that forks, another phone than the one that rang first may answer; and one that calls may not
 * have all of its dialog yet. Before the ringing there is no tag of the called phone. Who picks up
 * another's ringing call takes its channel's place under its own name (masquerade, seen on 22.10.1), which
 * may be after the answer was told. A reading that meets the masquerade may find the other phone's dialog,
 * so that it is read once more when the channel that called runs what runs for the one that rang. For one
 * thread at a time.
 */
public final class DialogQuestions {
    private static final Set<Channel.State> WITH_A_DIALOG =
            EnumSet.of(Channel.State.CALLING, Channel.State.RINGING, Channel.State.UP);

    /** What a channel runs that was dialled: Dial's and Queue's names for it. */
    private static final Set<String> OF_DIALLED = Set.of("AppDial", "AppDial2", "AppQueue");

    /** Questions remembered as raised; beyond it the oldest may be raised again. */
    static final int MOST_REMEMBERED = 20_000;

    private final Set<Question> raised = new LinkedHashSet<>();

    /**
     * To read the dialog of a channel.
     *
     * @param uniqueid the channel's
     * @param name the channel's
     * @param state in which it was when the question came up
     * @param tookPlace whether it had called, and has taken the place of a channel that was dialled
     */
    public record Question(
            String uniqueid, @Nullable String name, Channel.State state, boolean tookPlace) {
        /** Of one that is who it was. */
        public Question(String uniqueid, @Nullable String name, Channel.State state) {
            this(uniqueid, name, state, false);
        }
    }

    /** The questions that a fact raises for the first time. */
    public List<Question> raisedBy(Fact fact) {
        // Of the facts of a call most are none of these.
        if (fact instanceof Fact.ChannelSeen seen) {
            return raisedBy(seen.channel());
        }
        if (fact instanceof Fact.EnteredBridge entered) {
            return raisedBy(entered.channel());
        }
        if (fact instanceof Fact.Snapshot snapshot) {
            return raisedBy(snapshot.channels().stream().map(Fact.PresentChannel::channel));
        }
        if (fact instanceof Fact.ChannelGone gone) {
            String uniqueid = gone.channel().uniqueid();
            String name = gone.channel().name();
            WITH_A_DIALOG.forEach(state -> raised.remove(new Question(uniqueid, name, state)));
            raised.remove(new Question(uniqueid, name, Channel.State.UP, true));
        }
        return List.of();
    }

    private List<Question> raisedBy(Channel channel) {
        return hasADialog(channel) ? raisedBy(Stream.of(channel)) : List.of();
    }

    private List<Question> raisedBy(Stream<Channel> channels) {
        return channels.filter(DialogQuestions::hasADialog)
                .map(this::question)
                .filter(this::remember)
                .toList();
    }

    private Question question(Channel channel) {
        boolean tookPlace = channel.state() == Channel.State.UP
                && channel.application() != null
                && OF_DIALLED.contains(channel.application())
                && raised.contains(
                        new Question(channel.uniqueid(), channel.name(), Channel.State.CALLING));
        return new Question(channel.uniqueid(), channel.name(), channel.state(), tookPlace);
    }

    /** Lets a question that could not be asked be raised again. */
    public void forget(Question question) {
        raised.remove(question);
    }

    /** Lets every question be raised again. */
    public void clear() {
        raised.clear();
    }

    private static boolean hasADialog(Channel channel) {
        String name = channel.name();
        return WITH_A_DIALOG.contains(channel.state()) && name != null && name.startsWith("PJSIP/");
    }

    private boolean remember(Question question) {
        boolean isNew = raised.add(question);
        if (raised.size() > MOST_REMEMBERED) {
            raised.remove(raised.iterator().next());
        }
        return isNew;
    }
}

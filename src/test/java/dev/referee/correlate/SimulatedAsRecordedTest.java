package dev.referee.correlate;

import static org.junit.jupiter.api.Assertions.fail;

import dev.referee.correlate.RecordedCall.Heard;
import dev.referee.model.Channel;
import dev.referee.model.Fact;
import dev.referee.model.Source;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

/**
 * The simulation is worth what its facts are worth: each recorded call is, told by AMI and by ARI,
 * one of those that the simulation makes. A fact that the simulation leaves out or invents fails it.
 */
class SimulatedAsRecordedTest {
    private static final int CALLS = 600_000;

    /** One who takes a place in a conference or a parking lot, and has no part in the transfer. */
    private static final String OTHER = "PJSIP/emil-";

    @ParameterizedTest
    @CsvSource({
        "blind-busy, blind to PHONE_IS_BUSY",
        "blind-answered, blind to PHONE_ANSWERS",
        "blind-declined, blind to PHONE_DECLINES",
        "blind-noanswer, blind to PHONE_RINGS_IN_VAIN",
        "attended-bridge, attended",
        "attended-refer-on-consult-leg, attended",
        "attended-to-app, attended to Echo",
        "attended-early-ringing, 'semi-attended, ANSWERS'",
        "refer-on-unbridged-leg, not bridged",
        "dtmf-attended, attended by feature code",
        "field/c01_agi_script_missing, blind to APPLICATION_FAILS",
        "field/c01_audiosocket_refused, blind to APPLICATION_FAILS",
        "field/c01_fastagi_refused, blind to APPLICATION_FAILS",
        "field/c01_fastagi_refused_ben_called, blind to APPLICATION_FAILS",
        "field/c01_voicemail_no_mailbox, blind to APPLICATION_FAILS",
        "field/c01_confbridge_wrong_pin, blind to APPLICATION_FAILS",
        "field/c01_stasis_nobody_attended, attended to a failing application",
        "field/c01_stasis_nobody_then_cleo, blind to APPLICATION_FAILS_THEN_PHONE_ANSWERS",
        "field/c03_recall_direct_then_local, blind to RECALL",
        "field/c03_recall_local_n, blind to RECALL",
        "field/c04_ari_hangup, blind to PHONE_RINGS_CALLER_IS_ENDED",
        "field/c04_timeout_absolute, blind to PHONE_RINGS_CALLER_IS_ENDED",
        "field/c05_code_ben_hangs_up_while_ringing, 'feature code, transferee hangs up'",
        "field/c31_code_swap_then_ben_hangs_up, 'feature code, transferee hangs up'",
        "field/c06_app_holding_cleo_busy, blind to ARI_DIALLER_BUSY",
        "field/c06_app_holding_no_answer, blind to ARI_DIALLER_RINGS_IN_VAIN",
        "field/c06_app_moh_cleo_busy, blind to ARI_DIALLER_BUSY",
        "field/c06_app_ring_cleo_answers_after_3, blind to ARI_DIALLER_ANSWERS",
        "field/c07_external_media_then_answered, blind to ARI_DIALLER_ANSWERS",
        "field/c07_snoop_own_bridge_then_busy, blind to ARI_DIALLER_BUSY",
        "field/c08_second_device_answers, blind to FAILOVER_TO_SECOND_DEVICE",
        "field/c09_catch_all_noanswer_congestion, blind to NUMBER_IS_NOT_IN_SERVICE",
        "field/c10_long_announcement_then_busy, blind to LONG_ANNOUNCEMENT_THEN_PHONE_IS_BUSY",
        "field/c12_proxy_failover_dora, blind to FAILOVER_TO_ANOTHER_BEHIND_PROXY",
        "field/c13_pickup_by_dora, blind to PICKED_UP",
        "field/c14_refer_without_user, blind to s",
        "field/c15_semi_on_second_leg_busy, 'semi-attended on the second leg, BUSY'",
        "field/c15_semi_on_second_leg_no_answer, 'semi-attended on the second leg, RINGS_IN_VAIN'",
        "field/c15_semi_on_second_leg_queue_no_answer, queue on the second leg",
        "field/c15_control_semi_on_first_leg_busy, 'semi-attended, BUSY'",
        "field/c16_replaces_own_dialog_consultation_up, Replaces of its own dialog",
        "field/c18_local_answers_then_answered, blind to LOCAL_ANSWERS_THEN_PHONE_ANSWERS",
        "field/c18_local_answers_then_declined, blind to LOCAL_ANSWERS_THEN_PHONE_DECLINES",
        "field/c18_local_n_answers_then_busy, blind to LOCAL_ANSWERS_THEN_PHONE_IS_BUSY",
        "field/c02_queue_local_ben_gives_up, blind to CALLER_GIVES_UP",
        "field/c02_queue_local_code, attended by feature code",
        "field/c19_code_queue_second_round_answers, feature code to queue",
        "field/c19_code_queue_busy_ben_gives_up, feature code to queue",
        "field/c23_press_1, blind to ASKED_PHONE_ACCEPTS",
        "field/c23_presses_nothing, blind to ASKED_PHONE_PRESSES_NOTHING",
        "field/c23_hangs_up_in_prompt, blind to ASKED_PHONE_HANGS_UP",
        "field/c24_threeway_while_ringing_then_busy, 'threeway by feature code, busy'",
        "field/c28_stasis_bridge_busy, blind out of a Stasis bridge",
        "field/c28_stasis_bridge_to_stasis_nobody, blind out of a Stasis bridge",
        "field/c30_blind_alone_in_confbridge, blind out of a conference",
        "field/c30_attended_out_of_confbridge, attended out of a conference",
        "field/c11_lot_full_code, parking lot full",
        "field/c11_lot_full_refer_anna_byes, parking lot full",
        "field/c01_confbridge_full, blind to APPLICATION_FAILS",
        "outgoing/out_app_405, Transfer() REFUSES 405",
        "outgoing/out_app_603, Transfer() REFUSES 603",
        "outgoing/out_app_200_nothing_follows, Transfer() REPORTS 200",
        "outgoing/out_app_never_answered, Transfer() ANSWERS_NOTHING",
        "outgoing/out_app_unanswered_ringing, Transfer() before the answer",
        "outgoing/out_ari_405, ARI REFUSES 405",
        "outgoing/out_ari_unanswered, ARI before the answer",
    })
    void theRecordedCallIsOneOfTheSimulated(String recorded, String story) {
        Map<Source, List<String>> missing = new EnumMap<>(Source.class);
        Map<Source, Set<List<String>>> simulated = new EnumMap<>(Source.class);
        for (Source source : Weather.BOTH) {
            RecordedCall call = RecordedCall.read(recorded).only(source);
            missing.put(source, Outline.of(withoutOthers(call)));
            simulated.put(source, new LinkedHashSet<>());
        }
        for (int seed = 0; seed < CALLS && !missing.isEmpty(); seed++) {
            SimulatedPbx pbx = new SimulatedPbx(new Random(seed), "one", Instant.EPOCH);
            if (isTold(pbx, story)) {
                for (Source source : Weather.BOTH) {
                    List<String> outline = Outline.of(pbx.toldBy(source));
                    Objects.requireNonNull(simulated.get(source)).add(outline);
                    missing.remove(source, outline);
                }
            }
        }
        if (!missing.isEmpty()) {
            fail(differences(missing, simulated));
        }
    }

    /** Makes one call; whether it is one of this story. */
    private static boolean isTold(SimulatedPbx pbx, String story) {
        SimulatedCalls calls =
                new SimulatedCalls(pbx, Kinds.ALL).onlyTo(story.replace("blind to ", ""));
        calls.makeOne();
        List<String> stories = new ArrayList<>();
        calls.truths().forEach(one -> stories.add(one.story()));
        calls.redirects().forEach(one -> stories.add(one.story()));
        return stories.equals(List.of(story));
    }

    private static String differences(
            Map<Source, List<String>> missing, Map<Source, Set<List<String>>> simulated) {
        StringBuilder differences = new StringBuilder();
        missing.forEach((source, real) -> {
            Set<List<String>> ones = simulated.getOrDefault(source, Set.of());
            differences.append(source).append(": recorded\n  ");
            differences.append(String.join("\n  ", real)).append("\nnearest of ");
            differences.append(ones.size()).append(" simulated\n  ");
            differences.append(String.join("\n  ", nearest(real, ones))).append('\n');
        });
        return differences.toString();
    }

    /** Without those who only take a place in the conference or the parking lot. */
    private static List<Heard> withoutOthers(RecordedCall call) {
        Set<String> others = new LinkedHashSet<>();
        for (Heard one : call.heard()) {
            if (one.fact() instanceof Fact.EnteredBridge entered && isOther(entered.channel())) {
                others.add(entered.bridge().id());
            }
        }
        return call.heard().stream()
                .filter(one -> !one.fact().toString().contains(OTHER))
                .filter(one -> !(one.fact() instanceof Fact.BridgeGone gone
                        && others.contains(gone.bridgeId())))
                .toList();
    }

    private static boolean isOther(Channel channel) {
        return channel.name() != null && channel.name().startsWith(OTHER);
    }

    private static List<String> nearest(List<String> real, Set<List<String>> simulated) {
        List<String> nearest = List.of();
        int fewest = Integer.MAX_VALUE;
        for (List<String> one : simulated) {
            List<String> left = words(real);
            List<String> more = words(one);
            words(one).forEach(left::remove);
            words(real).forEach(more::remove);
            if (left.size() + more.size() < fewest) {
                fewest = left.size() + more.size();
                nearest = one;
            }
        }
        return nearest;
    }

    private static List<String> words(List<String> outline) {
        List<String> words = new ArrayList<>();
        outline.forEach(line -> words.addAll(List.of(line.split(", "))));
        return words;
    }
}

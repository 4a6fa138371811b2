/**
 * Decides how transfers ended: a pure, single-threaded state machine over facts and time. Knows no
 * Vert.x, no JSON, no logging, no threads and no clock.
 *
 * <p>Where to read, in this order:
 *
 * <ol>
 *   <li>{@code Correlator}: the door. Every fact and every tick goes through {@code step} or {@code
 *       advance}.
 *   <li>{@code View}: the PBX as one source described it. {@code Leg} is a channel, {@code Attempt} a
 *       dial, {@code Room} a bridge, {@code Itinerary} what a leg did. {@code Observation}: what each
 *       fact changes in a view.
 *   <li>{@code Openings} and {@code SipOpenings}: how a transfer begins, by AMI and ARI or by its
 *       REFER. {@code Plan} is the request, {@code Referral} the REFER, {@code ReferDialog}
 *       its SIP dialog. {@code Continuation}: transfers that the log shows as under way when Referee
 *       starts.
 *   <li>{@code Case}, kept in {@code Cases}: one transfer. {@code Track}: the same transfer in one
 *       source's view. {@code Verdict}: when it ends, and by whose view. {@code Progress}: how far it
 *       has come. {@code Roster}: all remembered transfers, sorted by their next check.
 *   <li>{@code Judge}: the state of a track ({@code Assessment}), by the first {@code Rule} that
 *       matches the {@code Scene}: {@code DialplanRules}, {@code LeavingRules}, {@code JoinRules}. The
 *       scene uses {@code Stretch} for the steps since the transfer, {@code Dials} for the called
 *       parties, {@code Failure} for the reason of a failure, {@code Applications} for the role of an
 *       application, and {@code Persons} and {@code Machines} to identify parties.
 *   <li>{@code Report}, with {@code Messages} and {@code Diagnoses}: the published form.
 *   <li>{@code Redirects} and {@code Redirect}: transfers that the PBX requests from a far end, apart
 *       from all others. {@code TransferRun} is the application Transfer, {@code SentRefer} the
 *       REFER, {@code SentRefers} which SIP message belongs to which REFER, {@code Ruling} the outcome
 *       by either, {@code RedirectReport} the published form.
 * </ol>
 *
 * <p>One transfer on its way: Alice transfers Bob to Carol, who is busy.
 *
 * <ol>
 *   <li>{@code BlindTransferred} by ARI: {@code Openings.blind} finds no case, opens one, and puts
 *       ARI's track into it. {@code Case.review} publishes {@code requested}.
 *   <li>The same by AMI: {@code Cases.toldByAnother} finds the case; it gets AMI's track.
 *   <li>{@code DialBegun} and {@code DialProgress}: {@code Observation.dialled} notes an attempt of
 *       Bob's leg to Carol's, and lets the track watch hers. Bob's dialplan has shown its first step:
 *       {@code accepted} is published. {@code DialplanRules} find it pending and ringing: {@code
 *       ringing} is.
 *   <li>{@code DialEnded} with BUSY: {@code Dials.failure} says busy, by the cause of Carol's leg where
 *       it is known. Bob is still there, so the dialplan may go on: the end has to settle ({@code
 *       Finality.SETTLING}, {@code Track.settledAt}).
 *   <li>{@code ChannelGone} of Bob: nothing can contradict it any more, the end is firm. When AMI and
 *       ARI have both reported it, or one settling time after the first, the {@code Verdict} falls and
 *       {@code Case.review} publishes {@code failed: busy}, with Bob gone. Had Bob stayed to hear a
 *       busy tone, the settling time would have ended it, with Bob waiting.
 * </ol>
 */
@NullMarked
package dev.referee.correlate;

import org.jspecify.annotations.NullMarked;

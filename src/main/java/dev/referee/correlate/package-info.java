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
 *       REFER. {@code Plan} is what was asked for, {@code Referral} the REFER, {@code ReferDialog}
 *       the SIP dialog that it and others came in. {@code Continuation}: those that the log shows as
 *       under way when Referee starts.
 *   <li>{@code Case}, kept in {@code Cases}: one transfer. {@code Track}: the same transfer in one
 *       source's view. {@code Verdict}: when it ends, and by whose view. {@code Progress}: how far it
 *       has come. {@code Roster}: all that are remembered, by when they must be looked at again.
 *   <li>{@code Judge}: how a track stands ({@code Assessment}), by the first {@code Rule} that holds
 *       for the {@code Scene}: {@code DialplanRules}, {@code LeavingRules}, {@code JoinRules}. The scene
 *       asks {@code Stretch} what somebody did since the transfer, {@code Dials} whom they called, {@code
 *       Failure} why it was in vain, {@code Applications} what an application is to a caller, and
 *       {@code Persons} and {@code Machines} who is who.
 *   <li>{@code Report}, with {@code Messages} and {@code Diagnoses}: what is told of it.
 *   <li>{@code Redirects} and {@code Redirect}: transfers that the PBX asks a far end for, beside all
 *       this. {@code TransferRun} is the application Transfer, {@code SentRefer} the REFER, {@code
 *       Ruling} what either says, {@code RedirectReport} what is told of it.
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
 *       ARI have both told it, or one settling time after the first, the {@code Verdict} falls and
 *       {@code Case.review} publishes {@code failed: busy}, with Bob gone. Had Bob stayed to hear a
 *       busy tone, the settling time would have ended it, with Bob waiting.
 * </ol>
 */
@NullMarked
package dev.referee.correlate;

import org.jspecify.annotations.NullMarked;

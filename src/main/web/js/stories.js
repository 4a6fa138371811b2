// Stories that play by themselves on the three phones. Each is a generator: it yields what happens
// next, for the narrator, and then does it.
import { DECLINE } from './call.js';
import { until } from './waiting.js';

/** Time to read a sentence before it happens. */
const PACE_MS = 1500;

export const STORIES = [
  {
    id: 'blind-busy',
    title: 'Blind transfer to a busy phone',
    teaser: 'SIP reports success. Nobody picked up.',
    play: blindBusy,
  },
  {
    id: 'blind-declined',
    title: 'Blind transfer, declined',
    teaser: 'Carol sees it ring and says no.',
    play: blindDeclined,
  },
  {
    id: 'attended',
    title: 'Attended transfer',
    teaser: 'Alice asks Carol first, then connects the two.',
    play: attended,
  },
  {
    id: 'sent-away',
    title: 'The PBX sends the caller away',
    teaser: 'A REFER from the PBX: Alice’s own phone makes the call.',
    play: sentAway,
  },
];

/** Its dialplan answers, and asks the caller's phone to call Carol. */
const SENDS_AWAY = '6030';

/**
 * Plays a story to its end.
 *
 * @param {object} story one of STORIES
 * @param {object} cast `{alice, bob, carol}`, each `{phone, watch}`
 * @param {function(string)} narrate is given every sentence
 * @param {AbortSignal} signal stops it
 */
export async function play(story, cast, narrate, signal) {
  const everyone = Object.values(cast);
  const habits = everyone.map(({ phone }) => phone.whenCalled);
  try {
    await prepare(everyone, signal);
    for await (const sentence of story.play(cast, signal)) {
      narrate(sentence);
      await pause(signal);
    }
  } finally {
    everyone.forEach(({ phone }, index) => {
      phone.whenCalled = habits[index];
    });
  }
}

async function prepare(everyone, signal) {
  for (const { phone, watch } of everyone) {
    const registered = () => phone.registration === 'registered';
    await until(phone, registered, `${phone.name}'s phone is registered`, signal, 10_000);
    phone.hangUpAll();
    await until(phone, () => phone.liveCalls.length === 0, `${phone.name} has hung up`, signal);
    phone.clear();
    watch.clear();
  }
}

async function* aliceAndBobTalk({ alice, bob }, signal) {
  bob.phone.whenCalled = 'answer';
  yield 'Alice calls Bob.';
  alice.phone.call(bob.phone.extension);
  await talking(alice.phone, 1, signal);
  yield 'Bob answers. They talk.';
}

async function* blindBusy(cast, signal) {
  const { alice, carol } = cast;
  carol.phone.whenCalled = 'busy';
  yield 'Carol is busy: her phone refuses every call with 486.';
  yield* aliceAndBobTalk(cast, signal);
  yield 'Alice transfers Bob to Carol, blind.';
  alice.phone.blindTransfer(carol.phone.extension);
  yield* theEnd(cast, signal);
}

async function* blindDeclined(cast, signal) {
  const { alice, carol } = cast;
  carol.phone.whenCalled = 'ring';
  yield* aliceAndBobTalk(cast, signal);
  yield 'Alice transfers Bob to Carol, blind.';
  alice.phone.blindTransfer(carol.phone.extension);
  const rings = () => carol.phone.currentCall?.state === 'incoming';
  await until(carol.phone, rings, "Carol's phone rings", signal);
  yield 'Carol’s phone rings. Look at Alice: SIP already claims success.';
  yield 'Carol declines.';
  carol.phone.currentCall?.refuse(...DECLINE);
  yield* theEnd(cast, signal);
}

async function* attended(cast, signal) {
  const { alice, carol } = cast;
  carol.phone.whenCalled = 'answer';
  yield* aliceAndBobTalk(cast, signal);
  yield 'Alice puts Bob on hold and asks Carol.';
  alice.phone.consult(carol.phone.extension);
  await talking(alice.phone, 2, signal);
  yield 'Carol will take the call. Alice connects the two.';
  alice.phone.attendedTransfer();
  yield* theEnd(cast, signal);
}

async function* sentAway(cast, signal) {
  const { alice, carol } = cast;
  carol.phone.whenCalled = 'answer';
  yield 'Alice calls a service of the PBX.';
  alice.phone.call(SENDS_AWAY);
  await until(alice.watch, () => alice.watch.newest, 'Referee knows of the transfer', signal);
  yield 'The PBX asks her phone to call Carol. The phone does, and reports how it goes.';
  yield* theEnd(cast, signal);
}

async function* theEnd({ alice }, signal) {
  await until(
    alice.watch,
    () => alice.watch.isSettled,
    'Referee says how it ended',
    signal,
    60_000,
  );
  yield `Referee: ${alice.watch.newest.message || 'it is settled.'}`;
}

function talking(phone, calls, signal) {
  const enough = () => phone.calls.filter((call) => call.isTalking).length === calls;
  return until(phone, enough, `${phone.name} is in a call`, signal);
}

function pause(signal) {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const timer = setTimeout(resolve, PACE_MS);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}

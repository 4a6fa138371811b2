// The lab's demo: Alice, Bob and Carol, three SIP phones in one page. Each has a connection to Referee
// of its own, as if each sat in another browser. What a browser test may rely on (data-testid), for
// each PHONE of alice, bob and carol:
//   PHONE-registration     data-state: connecting, registered, not-registered
//   PHONE-state            the call that the buttons act on; data-state: idle, incoming, calling,
//                          ringing, active, on-hold
//   PHONE-line             each other call, same data-state
//   PHONE-standing         shown when Referee knows more of that call than SIP does
//   PHONE-answer, PHONE-refuse-busy (486), PHONE-decline (603)    while it rings here, else
//   PHONE-hold (also resumes), PHONE-hangup
//   PHONE-target           the field for an extension; PHONE-call calls it
//   PHONE-quick-EXTENSION  calls at once when idle; in a call it only fills PHONE-target
//   PHONE-transfer         blind, to PHONE-target
//   PHONE-consult          holds the call and calls PHONE-target; PHONE-attended connects the two
//   PHONE-when-called      select: ring, answer, busy, decline (all ring for a moment first)
//   PHONE-hangup-on-202, PHONE-listen    checkboxes
//   PHONE-sip-line         data-kind: invite, progress, answer, failed, refused, bye, refer,
//                          refer-answer, notify, registration; data-status: the SIP status, if any
//   PHONE-referee-line     data-transfer, data-state, data-reason; newest last
//   PHONE-verdict          data-kind: none, pending, agree, disagree, premature, sip-silent,
//                          refused, problem
// and for the page: connection (as on the page of transfers), notice, microphone (checkbox), reset,
//   story-blind-busy, story-blind-declined, story-attended, story-sent-away, story-stop, and
//   narrator (data-state: idle, playing, done, failed).
import { Referee } from '../client/referee.js';
import { showConnection } from './connection-view.js';
import { fill, h, say } from './dom.js';
import { PhoneView } from './phone-view.js';
import { Phone } from './phone.js';
import { RefereeWatch } from './referee-watch.js';
import { Sound } from './sound.js';
import { StoryView } from './story-view.js';

const PEOPLE = [
  { id: 'alice', name: 'Alice', extension: '6000' },
  { id: 'bob', name: 'Bob', extension: '6001' },
  { id: 'carol', name: 'Carol', extension: '6002' },
];

const notice = document.getElementById('notice');
const sound = new Sound();

try {
  open(await readConfig());
} catch (error) {
  complain(error.message);
}

function open({ sipWebSocket }) {
  const cast = {};
  const referees = [];
  for (const person of PEOPLE) {
    const phone = new Phone({ ...person, sipWebSocket, sound });
    const referee = new Referee(document.baseURI);
    cast[person.id] = { phone, watch: new RefereeWatch(referee, phone) };
    referees.push(referee);
  }
  const everyone = Object.values(cast);
  fill(
    document.getElementById('phones'),
    everyone.map(({ phone, watch }) => new PhoneView(phone, watch).element),
  );
  fill(document.getElementById('stories'), new StoryView(cast, tools(everyone)).element);
  showConnection(document.getElementById('connection'), referees);
  referees.forEach((referee) => referee.connect());
  everyone.forEach(({ phone }) => phone.start());
  // A phone that just vanishes leaves its calls up in the PBX until a timer finds out.
  window.addEventListener('pagehide', () => everyone.forEach(({ phone }) => phone.hangUpAll()));
}

async function readConfig() {
  const answer = await fetch('demo/config.json');
  if (!answer.ok) {
    throw new Error(`The demo is not configured (HTTP ${answer.status}). Is it switched on?`);
  }
  return answer.json();
}

function tools(everyone) {
  const reset = () => {
    for (const { phone, watch } of everyone) {
      phone.hangUpAll();
      phone.clear();
      watch.clear();
    }
  };
  return h(
    'div.tools',
    {},
    h(
      'label.switch',
      { title: 'Otherwise each phone sends a soft tone of its own. Use headphones.' },
      h('input', { type: 'checkbox', onchange: switchMicrophone, 'data-testid': 'microphone' }),
      'Use my microphone',
    ),
    h(
      'button.button',
      { type: 'button', onclick: reset, 'data-testid': 'reset' },
      'Hang up and clear all',
    ),
  );
}

async function switchMicrophone({ target }) {
  try {
    await sound.useMicrophone(target.checked);
    notice.hidden = true;
  } catch (error) {
    target.checked = false;
    complain(
      `The microphone could not be used: ${error.message}. The phones go on with their tones.`,
    );
  }
}

function complain(text) {
  say(notice, text);
  notice.hidden = false;
}

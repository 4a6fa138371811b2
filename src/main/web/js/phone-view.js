// A phone on the page: its buttons, and below it SIP's word beside Referee's.
import { BUSY, DECLINE } from './call.js';
import { newestVerdict } from './compare.js';
import { fill, h, say } from './dom.js';
import { showReferee, showSip } from './phone-log.js';
import { callWords, DIRECTORY, REGISTRATIONS } from './phone-words.js';
import { standing } from './transfer-words.js';

const WHEN_CALLED = [
  ['ring', 'Ring'],
  ['answer', 'Answer by itself'],
  ['busy', 'Busy (486)'],
  ['decline', 'Decline (603)'],
];

export class PhoneView {
  element;
  #phone;
  #watch;
  #parts = {};

  constructor(phone, watch) {
    this.#phone = phone;
    this.#watch = watch;
    this.element = h(
      'article.phone',
      { 'aria-label': `${phone.name}’s phone`, 'data-testid': `${phone.id}-phone` },
      this.#head(),
      this.#screen(),
      this.#keys(),
      this.#dial(),
      this.#habits(),
      this.#words(),
    );
    for (const [source, event] of [
      [phone, 'change'],
      [phone, 'sip'],
      [watch, 'change'],
    ]) {
      source.addEventListener(event, () => this.#update());
    }
    this.#update();
  }

  #part(name, tag, properties, ...children) {
    const testid = `${this.#phone.id}-${name}`;
    const element = h(tag, { 'data-testid': testid, ...properties }, ...children);
    this.#parts[name] = element;
    return element;
  }

  #button(name, style, text, act) {
    return this.#part(name, `button.button${style}`, { type: 'button', onclick: act }, text);
  }

  #head() {
    const { name, extension } = this.#phone;
    return h(
      'header.phone-head',
      {},
      h('span.avatar', { 'aria-hidden': 'true', 'data-who': this.#phone.id }, name[0]),
      h('h2', {}, name, ' ', h('span.quiet', {}, extension)),
      this.#part('registration', 'p.registration', { role: 'status' }),
    );
  }

  #screen() {
    return h(
      'div.screen',
      {},
      this.#part('state', 'p.screen-state', { role: 'status', 'aria-live': 'polite' }),
      this.#part('lines', 'ul.lines', {}),
      this.#part('standing', 'p.standing', { role: 'status' }),
    );
  }

  #keys() {
    const phone = this.#phone;
    const onCall = (act) => () => phone.currentCall && act(phone.currentCall);
    return h(
      'div.keys',
      { role: 'group', 'aria-label': 'Call' },
      this.#button('answer', '.good', 'Answer', () => phone.answer()),
      this.#button(
        'refuse-busy',
        '',
        'Busy',
        onCall((call) => call.refuse(...BUSY)),
      ),
      this.#button(
        'decline',
        '',
        'Decline',
        onCall((call) => call.refuse(...DECLINE)),
      ),
      this.#button(
        'hold',
        '',
        'Hold',
        onCall((call) => (call.state === 'on-hold' ? call.unhold() : call.hold())),
      ),
      this.#button(
        'hangup',
        '.danger',
        'Hang up',
        onCall((call) => call.hangUp()),
      ),
    );
  }

  #dial() {
    const phone = this.#phone;
    const id = `${phone.id}-target`;
    const act = (method) => () => this.#target() && phone[method](this.#target());
    const field = this.#part('target', 'input', {
      id,
      inputmode: 'tel',
      autocomplete: 'off',
      spellcheck: 'false',
      placeholder: 'Extension',
      oninput: () => this.#update(),
    });
    return h(
      'form.dial',
      { onsubmit: (event) => this.#submit(event) },
      h('label', { for: id }, 'Call or transfer to'),
      h(
        'div.target-row',
        {},
        field,
        this.#part('call', 'button.button.primary', { type: 'submit' }, 'Call'),
      ),
      h(
        'div.quick',
        { role: 'group', 'aria-label': 'Known extensions' },
        DIRECTORY.map((entry) => this.#quick(entry)),
      ),
      h(
        'div.transfer-keys',
        { role: 'group', 'aria-label': 'Transfer' },
        this.#button('transfer', '', 'Transfer blind', act('blindTransfer')),
        this.#button('consult', '', 'Ask first', act('consult')),
        this.#button('attended', '.primary', 'Connect the two', () => phone.attendedTransfer()),
      ),
    );
  }

  #quick({ extension, name }) {
    if (extension === this.#phone.extension) {
      return null;
    }
    const choose = () => {
      this.#parts.target.value = extension;
      // In a call it is a target to choose for the transfer; else there is nothing to wait for.
      if (this.#phone.liveCalls.length === 0) {
        this.#phone.call(extension);
      }
      this.#update();
    };
    return this.#part(
      `quick-${extension}`,
      'button.quick-target',
      { type: 'button', onclick: choose },
      name,
      ' ',
      h('span.quiet', {}, extension),
    );
  }

  #habits() {
    const phone = this.#phone;
    const when = this.#part(
      'when-called',
      'select',
      { onchange: ({ target }) => (phone.whenCalled = target.value) },
      WHEN_CALLED.map(([value, name]) => h('option', { value }, name)),
    );
    return h(
      'div.habits',
      {},
      h('label', {}, 'When called', when),
      this.#switch('hangup-on-202', 'Hang up on 202', (on) => (phone.hangUpOn202 = on)),
      this.#switch('listen', 'Listen', (on) => phone.listen(on)),
    );
  }

  #switch(name, text, set) {
    const box = this.#part(name, 'input', {
      type: 'checkbox',
      onchange: ({ target }) => set(target.checked),
    });
    return h('label.switch', {}, box, text);
  }

  #words() {
    return h(
      'div.words',
      {},
      this.#part('verdict', 'p.verdict', { role: 'status' }),
      h(
        'section',
        {},
        h('h3', {}, 'What SIP said'),
        this.#part('sip', 'ol.log', { tabindex: '0', 'aria-label': 'What SIP said' }),
      ),
      h(
        'section',
        {},
        h('h3', {}, 'What Referee says'),
        this.#part('referee', 'ol.log', { tabindex: '0', 'aria-label': 'What Referee says' }),
      ),
    );
  }

  #target() {
    return this.#parts.target.value.trim();
  }

  #submit(event) {
    event.preventDefault();
    if (!this.#parts.call.disabled) {
      this.#phone.call(this.#target());
    }
  }

  #update() {
    this.#updateState();
    this.#updateKeys();
    this.#updateVerdict();
    showSip(this.#parts.sip, this.#phone);
    showReferee(this.#parts.referee, this.#phone, this.#watch);
  }

  #updateState() {
    const { registration, state, lines } = this.#parts;
    const phone = this.#phone;
    const call = phone.currentCall;
    registration.dataset.state = phone.registration;
    say(registration, REGISTRATIONS[phone.registration]);
    state.dataset.state = call?.state ?? 'idle';
    say(state, call ? callWords(call) : 'Ready');
    const others = phone.liveCalls.filter((other) => other !== call);
    fill(
      lines,
      others.map((other) =>
        h('li', { 'data-testid': `${phone.id}-line`, 'data-state': other.state }, callWords(other)),
      ),
    );
    this.#parts['when-called'].value = phone.whenCalled;
    const truth = standing(this.#watch.newest, call?.dialog?.callId);
    this.#parts.standing.hidden = !truth;
    say(this.#parts.standing, truth && `Referee: ${truth}.`);
  }

  #updateKeys() {
    const phone = this.#phone;
    const call = phone.currentCall;
    const rings = call?.state === 'incoming';
    const room = phone.registration === 'registered' && phone.liveCalls.length < 2 && !rings;
    const target = this.#target() !== '';
    const able = {
      answer: rings,
      'refuse-busy': rings,
      decline: rings,
      hold: call?.isTalking,
      hangup: call && !rings,
      call: room && target && phone.liveCalls.length === 0,
      transfer: call?.isTalking && target,
      consult: call?.isTalking && target && room,
      attended: phone.joinable,
    };
    for (const [name, can] of Object.entries(able)) {
      this.#parts[name].disabled = !can;
    }
    for (const name of ['answer', 'refuse-busy', 'decline']) {
      this.#parts[name].hidden = !rings;
    }
    this.#parts.hold.hidden = rings;
    this.#parts.hangup.hidden = rings;
    say(this.#parts.hold, call?.state === 'on-hold' ? 'Resume' : 'Hold');
  }

  #updateVerdict() {
    const { verdict } = this.#parts;
    const problem = this.#watch.problem;
    const found = newestVerdict(this.#phone.newestRefer, this.#watch.log);
    verdict.dataset.kind = problem ? 'problem' : (found?.kind ?? 'none');
    say(verdict, problem ?? found?.text ?? 'Nothing to compare yet.');
  }
}

// Alice's phone in a page that knows nothing of Referee. A test drives it from outside through
// `window.phone` (UnchangedPageIT).
import { JsSipStack, SipJsStack, uri } from './stacks.js';

function log(...words) {
  const line = document.createElement('li');
  line.textContent = words.join(' ');
  document.body.append(line);
}

/** As in the forum case: it logs each event of its UA, whatever it is, with the message's body. */
class LoggingJsSip extends JsSipStack {
  prepare(ua) {
    const emit = ua.emit;
    ua.emit = (name, event, ...rest) => {
      log(name, event?.request?.body ?? '');
      return emit.call(ua, name, event, ...rest);
    };
  }

  attended(session, consultation, extension) {
    return session.refer(uri(extension), { replaces: consultation });
  }
}

class PlainSipJs extends SipJsStack {
  attended(session, consultation) {
    return session.refer(consultation);
  }
}

const STACKS = { jssip: new LoggingJsSip(), sipjs: new PlainSipJs() };

let stack;
const sessions = [];

window.phone = {
  log,

  open(name, sip) {
    stack = STACKS[name];
    return stack.open(sip);
  },

  ua: () => stack.ua,

  async call(extension) {
    const { session, answered } = stack.call(extension);
    sessions.push(session);
    await answered;
  },

  /** Joins the party of the first call with that of the second. */
  attended: (extension) => stack.attended(sessions[0], sessions[1], extension),
};
document.title = 'ready';

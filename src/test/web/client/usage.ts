// Every part of the library as a page in TypeScript uses it: type-checked, never run.
import {
  Referee,
  TrackingLost,
  type Dialog,
  type EndedTransfer,
  type TrackedTransfer,
  type Transfer,
} from 'referee-client';
import { Inviter, Invitation, Session } from 'sip.js';

const referee = new Referee('https://referee.example/', { token: async () => 'a JWT' });
referee.addEventListener('connectionchange', () => console.log(referee.connection.message));
referee.connect();

export async function follow(session: Session | Inviter | Invitation, dialog: Dialog) {
  const abort = new AbortController();
  const transfer: TrackedTransfer = referee.track(session, { signal: abort.signal });
  transfer.addEventListener('statechange', ({ transfer: { state } }) => console.log(state));
  transfer.addEventListener('lost', ({ error }) => console.warn(error.message));
  const hungUp: boolean = await transfer.hangUpWhenSettled();
  try {
    const end: EndedTransfer = await transfer.outcome;
    const ended: 'completed' | 'failed' | 'abandoned' | 'unknown' = end.state;
    console.log(ended, end.reason, end.transferee?.whereabouts, end.wrapUpCode, end.diagnosis[0]?.fix, hungUp);
  } catch (error) {
    if (error instanceof TrackingLost) console.warn(error.code, error.closeCode);
  }
  for await (const step of referee.track(dialog, { after: transfer })) {
    const { state, message }: Transfer = step;
    console.log(state, message, transfer.latest?.id, transfer.state, transfer.reason, transfer.error);
  }
  const watch = referee.watch({ endpoint: 'PJSIP/alice' }, { signal: abort.signal });
  watch.addEventListener('transfer', ({ transfer: { id }, live }) => console.log(id, live));
  watch.addEventListener('gap', () => console.log(watch.transfers.length));
  watch.addEventListener('lost', ({ error }) => console.warn(error));
  referee.watch({ all: true });
  // @ts-expect-error: neither a session nor a dialog
  referee.track({ callId: 'alone' });
  // @ts-expect-error: only an end has certainly a reason
  const reason: string = transfer.reason;
  referee.close();
  return reason;
}

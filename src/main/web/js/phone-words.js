// What the demo's phones can dial, and what they show on their screens.

/** Who can be called. */
export const DIRECTORY = [
  { extension: '6000', name: 'Alice' },
  { extension: '6001', name: 'Bob' },
  { extension: '6002', name: 'Carol' },
  { extension: '6004', name: 'Busy line' },
  { extension: '6005', name: 'Echo' },
  { extension: '6030', name: 'Sent away' },
  { extension: '9999', name: 'Nobody' },
];

/** By the state of a phone's registration. */
export const REGISTRATIONS = {
  connecting: 'Connecting …',
  registered: 'Registered',
  'not-registered': 'Not registered',
};

/** What the screen shows of a call: `In a call with Bob`. */
export function callWords(call) {
  const name = DIRECTORY.find(({ extension }) => extension === call.peer)?.name ?? call.peer;
  switch (call.state) {
    case 'incoming':
      return `${name} is calling`;
    case 'calling':
      return `Calling ${name} …`;
    case 'ringing':
      return `Ringing at ${name} …`;
    case 'on-hold':
      return `On hold: ${name}`;
    default:
      return `In a call with ${name}`;
  }
}

/**
 * Why nothing more can be learned of a call. `code` is one of Referee's error codes
 * (docs/PROTOCOL.md), or `no-transfer`, `history-lost`, `stay-away`, `too-many` or `closed`.
 */
export class TrackingLost extends Error {
  constructor(code, message, closeCode) {
    super(message);
    this.name = 'TrackingLost';
    this.code = code;
    this.closeCode = closeCode;
  }
}

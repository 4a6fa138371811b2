export class Referee {}

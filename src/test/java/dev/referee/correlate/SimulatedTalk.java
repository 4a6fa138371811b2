package dev.referee.correlate;

/** What two parties of a {@link SimulatedPbx} do with their call. */
interface SimulatedTalk {
    /** A call goes on after a transfer, unless the transferee reached nobody. */
    void goOn(SimulatedLine transferee, Reached reached, int mostTransfers);

    /** One thing that a transferor does with its transferee. */
    interface Story {
        /** The transferor does it; {@code mostTransfers} is how many transfers may follow. */
        void tell(SimulatedLine transferor, SimulatedLine transferee, int mostTransfers);
    }
}

package dev.referee.lab.matrix;

import java.util.List;
import java.util.stream.Stream;

/**
 * A row of docs/MATRIX.md: what happens to the people, and so what Referee has to say. Each family
 * of rows is an enum.
 */
interface Row {
    /** Every row there is, in the order of the document. */
    List<Row> ALL = Stream.<Row[]>of(
                    BlindRow.values(),
                    BlindFailedRow.values(),
                    AttendedRow.values(),
                    SemiAttendedRow.values(),
                    SecondLegRow.values(),
                    RefusedRow.values(),
                    SeveralRow.values(),
                    FeatureRow.values(),
                    ThreeWayRow.values(),
                    ManagerRow.values(),
                    ParkingRow.values(),
                    FullLotRow.values(),
                    OddReferRow.values(),
                    OneReferRow.values(),
                    SharedEndpointRow.values(),
                    LocalAnswersRow.values(),
                    PromptRow.values(),
                    ConferenceRow.values(),
                    SeldomRow.values(),
                    LateSipRow.values(),
                    ApplicationRow.values(),
                    LocalChannelRow.values(),
                    LostCallerRow.values(),
                    DiallerRow.values(),
                    OutgoingRow.values(),
                    NoTransferRow.values())
            .flatMap(Stream::of)
            .toList();

    /** What it says. */
    Line line();
}

package dev.referee.correlate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.referee.model.Person;
import dev.referee.model.Transfer;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Somebody who has several endpoints is the transferor on each of them. */
class PersonsTest {
    /** Cleo does not answer, then Anna's desk phone is called, which answers. */
    private static final RecordedCall CALL = RecordedCall.read("kinds/k10_second_device_answers");

    @Test
    void secondDeviceOfTheTransferorHasTheCallBack() {
        Transfer end = end(List.of(new Person(Set.of("PJSIP/anna", "PJSIP/anna-desk"))));

        assertEquals(Transfer.Reason.NO_ANSWER, end.reason());
        assertNotNull(end.transferee());
        assertEquals(Transfer.Whereabouts.WITH_TRANSFEROR, end.transferee().whereabouts());
        assertNotNull(end.target());
        assertEquals("PJSIP/cleo", end.target().endpoint());
    }

    @Test
    void endpointOfAnotherPersonHasReachedTheTarget() {
        Transfer end = end(List.of(new Person(Set.of("PJSIP/ben", "PJSIP/anna-desk"))));

        assertEquals(Transfer.Reason.ANSWERED, end.reason());
    }

    private static Transfer end(List<Person> persons) {
        return CALL.events(Duration.ZERO, persons).getLast().transfer();
    }
}

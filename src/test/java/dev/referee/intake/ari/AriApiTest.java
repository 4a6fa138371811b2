package dev.referee.intake.ari;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.loway.oss.ari4java.AriVersion;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AriApiTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0, ARI_10_0_0",
        "11.0.0, ARI_10_0_0",
        "9.0.0, ARI_9_0_0",
        "4.1.3, ARI_4_1_3",
        "4.1.9, ARI_4_1_4",
        "3.0.0, ARI_4_0_0",
        "0.0.0, ARI_4_0_0",
        "tomorrow, ARI_10_0_0",
    })
    void asterisksNewerThanTheLibraryAreSpokenToAsTheNewestItKnows(
            String reported, AriVersion spoken) {
        assertEquals(spoken, AriApi.newestKnown(reported));
    }
}

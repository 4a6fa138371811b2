package dev.referee.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** The body of a NOTIFY: what a phone decodes is what was put in, and nothing else comes of it. */
class FormTest {
    /** What an AMI Variable does not let through, other headers of AMI and SIP, other scripts. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " a b ",
                "{\"a\":\"b\",\"c\":1}",
                "x\r\nAction: Command\r\nCommand: core stop now\r\n\r\n",
                "x\r\n\r\nVariable: Route=<sip:evil@example.com>",
                "x,Event=message-summary",
                "a=b&state=completed",
                "a\\b|c;d'e#f%41+g",
                "\u0000\u0007\t\u2028\u0085",
                "Jürgen 李 \uD83D\uDE00",
                "\uD83D"
            })
    void anyValueComesBackAndBreaksOutOfNothing(String value) {
        String form = new Form().add("state", "failed").add("name", value).toString();

        assertTrue(form.matches("state=failed&name=[A-Za-z0-9%+*._-]*"), form);
        String wellFormed =
                new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        assertEquals(
                wellFormed,
                URLDecoder.decode(
                        form.substring("state=failed&name=".length()), StandardCharsets.UTF_8));
    }

    @Test
    void fieldThatIsNotKnownIsLeftOut() {
        assertEquals(
                "a=1&c=3", new Form().add("a", "1").add("b", null).add("c", "3").toString());
    }

    @Test
    void fieldWithoutRoomIsLeftOutAsAWhole() {
        String exactly = "x".repeat(Form.LONGEST - "a=1&b=".length());
        assertEquals(
                Form.LONGEST,
                new Form().add("a", "1").add("b", exactly).toString().length());
        assertEquals(
                "a=1&c=3",
                new Form().add("a", "1").add("b", exactly + "x").add("c", "3").toString());
    }
}

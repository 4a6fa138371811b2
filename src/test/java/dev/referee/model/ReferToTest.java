package dev.referee.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Refer-To headers as phones write them, right and wrong. */
class ReferToTest {
    private static final Replaces CALL = new Replaces("a@b", "x", "y", false);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sip:6002@pbx | sip:6002@pbx | 6002",
                "<sip:6002@pbx> | sip:6002@pbx | 6002",
                "<SIP:6002@pbx:5060;user=phone?Subject=x> | sip:6002@pbx:5060 | 6002",
                "\"Carol > ;x=\\\" <y>\" <sips:6002@[::1]:5061;user=phone>;a=b | sips:6002@[::1]:5061 | 6002",
                "Carol <sip:6002;phone-context=home:secret@pbx> | sip:6002@pbx | 6002",
                "sip:6002:secret@pbx;user=phone | sip:6002@pbx | 6002",
                "<sip:%236002@pbx> | sip:%236002@pbx | #6002",
                "<sip:pbx> | sip:pbx |",
                "<sip:@pbx> | sip:pbx |",
            })
    void targetIsShownWithoutPasswordParametersAndHeaders(String raw, String uri, String user) {
        ReferTo to = ReferTo.of(raw);
        assertEquals(raw, to.raw());
        assertEquals(uri, to.uri());
        assertEquals(user, to.user());
        assertEquals(ReferTo.Form.NONE, to.form());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "6002",
                "<>",
                "<sip:6002@pbx",
                "\"Carol <sip:6002@pbx>",
                "tel:+491234",
                "<sip:6002@>",
                "<sip:6002@pbx>, <sip:6003@pbx>",
                "<sip:6002@pbx>garbage",
                "<sip:60 02@pbx>",
                "<sip:6002@p<b>x>",
                "http://pbx/6002",
            })
    void whatIsNotOneSipAddressHasNoTarget(String raw) {
        assertNull(ReferTo.of(raw).uri());
        assertNull(ReferTo.of(raw).user());
    }

    @ParameterizedTest
    @CsvSource({
        "a%40b%3Bto-tag%3Dx%3Bfrom-tag%3Dy, GOOD",
        "a%40b%3bfrom-tag%3dy%3bto-tag%3dx, GOOD",
        "a@b;to-tag=x;from-tag=y, NOT_ESCAPED",
        "a@b%3Bto-tag%3Dx%3Bfrom-tag%3Dy, NOT_ESCAPED",
        "a%40b%3Bto-tag=x%3Bfrom-tag=y, NOT_ESCAPED",
        "a%2540b%253Bto-tag%253Dx%253Bfrom-tag%253Dy, ESCAPED_TWICE",
    })
    void dialogIsFoundHoweverTheReplacesIsEscaped(String header, ReferTo.Form form) {
        ReferTo to = ReferTo.of("<sip:6002@pbx?Require=replaces&replaces=" + header + "&X=y>");
        assertEquals(form, to.form());
        assertEquals(CALL, to.replaces());
        assertEquals("6002", to.user());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "a%3Bto-tag%3Dx",
                "a%3Bto-tag%3Dx%3Bfrom-tag%3D",
                "%3Bto-tag%3Dx%3Bfrom-tag%3Dy",
                "a%3Bto-tag%3Dx%3Bto-tag%3Dx%3Bfrom-tag%3Dy",
                "a%3Bto-tag%3Dx%3Bfrom-tag%3Dy%3Bfrom-tag%3Dz",
                "a%3Bto-tag%3Dx%3Bfrom-tag%3Dy%",
                "a%3Bto-tag%3Dx%3Bfrom-tag%3Dy%4",
                "a%3Bto-tag%3Dx%3Bfrom-tag%3Dy%GG",
                "a%0D%0Ab%3Bto-tag%3Dx%3Bfrom-tag%3Dy",
                "a%20b%3Bto-tag%3Dx%3Bfrom-tag%3Dy",
                "a%FFb%3Bto-tag%3Dx%3Bfrom-tag%3Dy",
            })
    void whatNamesNoDialogIsMalformed(String header) {
        ReferTo to = ReferTo.of("<sip:6002@pbx?Replaces=" + header + ">");
        assertEquals(ReferTo.Form.MALFORMED, to.form());
        assertNull(to.replaces());
    }

    @Test
    void earlyOnlyAndUnknownParametersAreUnderstood() {
        Replaces early = Replaces.of("a ; early-only;x=y; To-Tag=1;FROM-TAG = 2");
        assertEquals(new Replaces("a", "1", "2", true), early);
        assertNotNull(early);
        assertEquals(new Dialog("a", "2", "1"), early.asThePhoneSeesIt());
    }
}

package dev.referee.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.model.EndpointPattern;
import dev.referee.model.Person;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Lists of patterns: who may transfer, and whose phones are sent something. */
class PatternConfigurationTest extends ConfigurationFixture {
    @Test
    void everybodyMayTransferUnlessAListSaysWho() throws Exception {
        assertEquals(List.of(), load("").referrers());
        assertEquals(List.of(), load("policy: {referrers: []}\n").referrers());
        assertEquals(3, load("""
                policy:
                  referrers:
                    - sip:alice@example.com
                    - "sip:+49*@*"
                    - PJSIP/reception-*
                """).referrers().size());
        assertEquals(
                1,
                load("policy: {referrers: 'sip:*@example.com'}\n").referrers().size());
        Map<String, String> environment = new HashMap<>(SECRETS);
        environment.put("REFEREE_POLICY_REFERRERS", " sip:a@b  sip:*,c@d ");
        Files.writeString(file, "policy: {referrers: [sip:x@y, sip:x@z, sip:x@w]}\n");
        assertEquals(2, Configuration.load(file, environment).referrers().size());
    }

    @Test
    void personHasSeveralEndpoints() throws Exception {
        assertEquals(List.of(), load("").persons());
        assertEquals(
                List.of(new Person(Set.of("PJSIP/anna", "PJSIP/anna-mobile"))),
                load("policy: {persons: ['PJSIP/anna,PJSIP/anna-mobile']}\n").persons());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PJSIP/anna", "PJSIP/a,PJSIP/a", "PJSIP/a,", "a,b", "PJSIP/a,PJSIP/b*"})
    void personThatIsNoneIsRefused(String person) {
        ConfigurationException refused = assertThrows(
                ConfigurationException.class,
                () -> load("policy: {persons: ['" + person + "']}\n"));
        assertTrue(
                refused.problems().getFirst().contains("policy.persons"),
                () -> refused.problems().toString());
    }

    @Test
    void phonesAreSentSomethingInSipOnlyWhereThatIsSet() throws Exception {
        assertEquals(List.of(), Configuration.load(null, SECRETS).receivers());
        assertEquals(
                List.of(new EndpointPattern("PJSIP/phone-*"), new EndpointPattern("PJSIP/alice")),
                load("push: {endpoints: [PJSIP/phone-*, PJSIP/alice]}\n").receivers());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"*", "alice", "PJSIP/", "SIP/alice", "PJSIP/a*b", "PJSIP/**", "PJSIP/a/b"})
    void noPhoneIsSentAnythingByAPatternThatIsNone(String pattern) {
        ConfigurationException refused = assertThrows(
                ConfigurationException.class,
                () -> load("push: {endpoints: ['" + pattern + "']}\n"));
        assertTrue(
                refused.problems().getFirst().contains("push.endpoints"),
                () -> refused.problems().toString());
    }

    @Test
    void phonesCannotBeSentAnythingWithoutAmi() throws Exception {
        ConfigurationException refused = assertThrows(
                ConfigurationException.class,
                () -> Configuration.load(
                        null,
                        Map.of(
                                "REFEREE_PBX_ARI_PASSWORD", "ari-hush",
                                "REFEREE_PUSH_ENDPOINTS", "PJSIP/*")));
        assertTrue(
                refused.problems().getFirst().contains("pbx.ami.secret"),
                () -> refused.problems().toString());
    }

    @Test
    void patternThatIsNoneIsNamedWithItsLineAndPlace() {
        List<String> problems =
                assertThrows(ConfigurationException.class, () -> load("""
                        policy:
                          referrers:
                            - sip:alice@example.com
                            - alice
                            - "sip:bob@example.com;user=phone"
                            - [sip:carol@example.com]
                            -
                            - *everybody
                        """)).problems();
        String expected = "like sip:alice@example.com, sip:*@example.com or PJSIP/alice, with * for"
                + " any characters and without parameters.";
        String quotes = " A value that begins with * or & needs quotes.";
        String list = "policy.referrers entry ";
        assertEquals(
                List.of(
                        file + ":6: " + list + "4 must be " + expected + quotes,
                        file + ":7: " + list + "5 must be " + expected + quotes,
                        file + ":8: " + list + "6 must be " + expected + quotes,
                        file + ":4: " + list + "2 is \"alice\": it must be " + expected,
                        file + ":5: " + list
                                + "3 is \"sip:bob@example.com;user=phone\": it must be "
                                + expected),
                problems);
    }

    @Test
    void patternsAreAsManyAsTheyMayBe() throws Exception {
        String hundred = "sip:a@b, ".repeat(100);
        assertEquals(
                100,
                load("policy: {referrers: [" + hundred + "]}\n").referrers().size());
        for (String more : List.of(hundred + "sip:a@b", hundred + hundred)) {
            ConfigurationException refused = assertThrows(
                    ConfigurationException.class,
                    () -> load("policy: {referrers: [" + more + "]}\n"));
            assertEquals(
                    List.of(file + ":1: policy.referrers has more than 100 values. Use patterns"
                            + " that cover several values."),
                    refused.problems());
        }
    }
}

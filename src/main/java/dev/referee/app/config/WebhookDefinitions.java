package dev.referee.app.config;

import com.fasterxml.jackson.databind.EnumNamingStrategies;

import dev.referee.webhook.Definitions;
import dev.referee.webhook.Subscription;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads a webhook that is made by REST as the configuration's are read, in the same words. */
final class WebhookDefinitions implements Definitions {
    private static final String PLACE = "body";
    private static final String ITEM = "webhooks.1";
    private static final Pattern KEY = Pattern.compile("webhooks\\.1\\.([A-Za-z0-9_]+)");
    private static final Pattern SNAKE_CASE = Pattern.compile("[a-z]+(_[a-z]+)*");

    @Override
    public Definition read(String json) {
        List<String> problems = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        Map<String, Setting> settings =
                new HashMap<>(YamlReader.readItem(json, PLACE, ITEM, problems));
        for (Key<?> file : List.of(
                Keys.WEBHOOK_SECRET_FILE.ofItem(1),
                Keys.WEBHOOK_SECOND_SECRET_FILE.ofItem(1),
                Keys.WEBHOOK_CA_FILE.ofItem(1))) {
            // Whoever may make a webhook may not therefore read files of this machine.
            if (settings.remove(file.path()) != null) {
                problems.add(PLACE + ": " + file.path() + " works only in the configuration."
                        + " Remove it; send the secret itself, or let Referee create one.");
            }
        }
        Values values = new Values(settings, Map.of(), problems, warnings);
        Optional<Subscription> read =
                new SubscriptionReader(values, problems, warnings).readFirst();
        boolean hasSecondAlone = values.isGiven(Keys.WEBHOOK_SECOND_SECRET.ofItem(1))
                && !values.isGiven(Keys.WEBHOOK_SECRET.ofItem(1));
        if (hasSecondAlone) {
            problems.add(PLACE + ": " + ITEM + ".second_secret needs " + ITEM + ".secret.");
        }
        return problems.isEmpty() && read.isPresent()
                ? new Definition.Right(read.get(), plain(warnings))
                : new Definition.Wrong(plain(problems));
    }

    /** There is one item, which has no number here, and whose keys are camelCase. */
    private static List<String> plain(List<String> sentences) {
        var names = EnumNamingStrategies.LowerCamelCaseStrategy.INSTANCE;
        return sentences.stream()
                .map(sentence -> KEY.matcher(sentence)
                        .replaceAll(key -> SNAKE_CASE.matcher(key.group(1)).matches()
                                ? names.convertEnumToExternalName(key.group(1))
                                : key.group(1)))
                .toList();
    }
}

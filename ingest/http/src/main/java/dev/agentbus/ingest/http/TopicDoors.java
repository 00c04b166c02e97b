package dev.agentbus.ingest.http;

import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.codec.EventIntake;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The topics that can be published to, each with its intake.
final class TopicDoors {
    private static final int SHOWN_NEAR_NAMES = 3;

    private final Contracts contracts;
    private final Map<TopicName, EventIntake> intakes = new ConcurrentHashMap<>();

    TopicDoors(Contracts contracts) {
        this.contracts = contracts;
    }

    List<Contract> all() {
        return List.copyOf(contracts.all());
    }

    /// @throws Refusal 404 when there is no such topic
    EventIntake of(String name) {
        Contract contract = find(name);
        return intakes.computeIfAbsent(contract.topic(), _ -> new EventIntake(contract));
    }

    private Contract find(String name) {
        try {
            return contracts.find(new TopicName(name)).orElseThrow(() -> unknown(name));
        } catch (PermanentFailure _illegalName) {
            throw unknown(name);
        }
    }

    private Refusal unknown(String name) {
        List<String> near = contracts.all().stream()
                .map(contract -> contract.topic().value())
                .filter(topic -> isNear(topic, name))
                .sorted(Comparator.comparingInt(topic -> distance(topic, name)))
                .limit(SHOWN_NEAR_NAMES)
                .toList();
        String hint = near.isEmpty() ? "GET /v1/topics lists them" : "near are " + String.join(", ", near);
        String shown = name.length() <= 80 ? name : name.substring(0, 80) + "…";
        return new Refusal(
                404,
                "unknown topic",
                "Cannot publish: the topic must have a contract (%s), got: %s".formatted(hint, shown),
                Map.of("near", near),
                Map.of());
    }

    private static boolean isNear(String topic, String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        return name.length() <= 249
                && (distance(topic, wanted) <= Math.max(2, topic.length() / 3)
                        || (wanted.length() >= 4 && topic.contains(wanted)));
    }

    /// How many characters must be put in, taken out or changed to make one of the other.
    private static int distance(String one, String other) {
        int[] previous = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] current = new int[other.length() + 1];
            current[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int change = previous[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(change, 1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return previous[other.length()];
    }
}

package dev.agentbus.ingest.demo;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Why a router chose one agent and not another, in its words.
final class Reasons {
    private static final List<String> AGAINST = List.of(
            "busy with another trace",
            "knows the project, but its last three tasks of this kind took twice as long",
            "matches a trigger, but the request is about something else",
            "same domain, less context: has not touched these files",
            "knows %s, which is only part of the request",
            "second best trigger match",
            "would have to ask others for half of it");

    private Reasons() {}

    static String of(Agent chosen, Optional<Agent> asker, String strategy, double history) {
        Role role = chosen.role();
        String name = chosen.name();
        return switch (strategy) {
            case "explicit" -> asker.map(Agent::name).orElse("The request") + " asks for " + name + " by name.";
            case "fallback" ->
                "No trigger matches well. %s %s, which comes closest; asking back is cheaper than guessing twice."
                        .formatted(name, role.skill());
            case "historical_success" ->
                "%d of the last 20 requests like this one succeeded with %s, without corrections."
                        .formatted(Math.round(history * 20), name);
            case "capability_match" ->
                "The request needs somebody who %s. %s does, and has worked on the files named before."
                        .formatted(role.skill(), name);
            default ->
                "The words are close to “%s” and “%s”, which call for %s: it %s. The previous turn was in the same domain (%s)."
                        .formatted(role.triggers().get(0), role.triggers().get(1), name, role.skill(), role.domain());
        };
    }

    /// The triggers that the request names, or the two that come closest.
    static List<String> matched(Role role, Request request) {
        String prompt = request.prompt().toLowerCase(Locale.ROOT);
        List<String> named = role.triggers().stream().filter(prompt::contains).toList();
        return named.isEmpty() ? role.triggers().subList(0, 2) : named;
    }

    static String against(Agent other, Dice dice) {
        return dice.pick(AGAINST).formatted(other.role().domain());
    }
}

package dev.agentbus.ingest.demo;

import dev.agentbus.events.EventId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// What somebody asked for.
///
/// @param fingerprint the same for the same kind of task in the same project
record Request(Role role, Project project, Project.SourceFile file, String feature, String prompt, String fingerprint) {
    private static final List<String> SYMPTOMS = List.of(
            "totals are off by one cent",
            "the page hangs after the second click",
            "requests time out under load",
            "old entries come back after a restart",
            "the same row is listed twice",
            "dates shift by one day in some time zones",
            "the cache serves yesterday's prices",
            "retries send the same mail twice",
            "the last letter of long names is cut off",
            "the list is empty for new accounts");

    static Request of(Role role, Dice dice) {
        Project project = dice.pick(role.projects());
        return about(role, project, dice.pick(project.files()), dice.pick(project.features()), dice);
    }

    /// A piece of the same work, in the words of another role.
    Request forHelper(Role helper, Dice dice) {
        return about(helper, project, dice.chance(0.6) ? file : dice.pick(project.files()), feature, dice);
    }

    private static Request about(Role role, Project project, Project.SourceFile file, String feature, Dice dice) {
        int template = dice.below(role.prompts().size());
        String prompt = role.prompts()
                .get(template)
                .replace("{project}", project.name())
                .replace("{feature}", feature)
                .replace("{file}", file.path())
                .replace("{symptom}", dice.pick(SYMPTOMS));
        String kind = "demo-task:%s/%s/%d".formatted(project.name(), role.domain(), template);
        return new Request(
                role,
                project,
                file,
                feature,
                Character.toUpperCase(prompt.charAt(0)) + prompt.substring(1),
                EventId.named(kind).value());
    }

    /// SHA-256 of the prompt.
    String hash() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(prompt.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java platform", e);
        }
    }
}

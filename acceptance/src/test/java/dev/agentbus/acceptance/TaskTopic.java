package dev.agentbus.acceptance;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// What a kind of task is about, in words; each prompt says it differently.
record TaskTopic(String type, List<String> words) {
    private static final List<String> FORMS = List.of(
            "Please %s the %s so that %s and %s work again",
            "%s: users report that %s breaks %s when %s",
            "We need to %s %s before the release, see %s and %s",
            "Look into %s; %s seems related to %s and %s",
            "Can you %s %s? It concerns %s, maybe %s too");

    static final List<TaskTopic> ALL = List.of(
            topic("bugfix", "rounding invoice totals cents currency VAT discount ledger amounts credit billing"),
            topic("migration", "migrate database schema column index postgres backfill table constraint rows nullable"),
            topic("frontend", "dashboard chart tooltip dark theme layout responsive button modal sidebar font"),
            topic("performance", "slow latency profiling hotspot allocation cache throughput percentile warmup flame"),
            topic("deployment", "kubernetes rollout helm ingress container image registry replica canary probe"),
            topic("security", "token session login password expiry CSRF cookie oauth permission audit"),
            topic("documentation", "readme tutorial guide examples glossary typo screenshots chapter wording manual"),
            topic("testing", "flaky browser tests retries fixtures snapshot mock coverage assertion suite nightly"));

    private static TaskTopic topic(String type, String words) {
        return new TaskTopic(type, List.of(words.split(" ")));
    }

    String prompt(Random random) {
        List<String> chosen = new ArrayList<>(words);
        Collections.shuffle(chosen, random);
        return FORMS.get(random.nextInt(FORMS.size())).formatted(chosen.toArray());
    }

    /// A prompt about a little of everything.
    static String aimless(Random random) {
        List<String> any = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            List<String> words = ALL.get(random.nextInt(ALL.size())).words();
            any.add(words.get(random.nextInt(words.size())));
        }
        return FORMS.get(random.nextInt(FORMS.size())).formatted(any.toArray());
    }
}

package dev.agentbus.process.patterns;

import dev.agentbus.process.patterns.Recommendation.Why;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Chooses patterns for a task: those found by its words, ordered by how similar the most similar
/// known task is, and how surely they end well.
final class Recommender {
    /// Looked at closely.
    private static final int CANDIDATES = 15;
    /// A word of the prompt in a hundred is no similarity.
    private static final double LEAST_SIMILARITY = 0.1;
    /// What a pattern keeps of its score when nothing is known of its outcome.
    private static final double WHATEVER_OUTCOME = 0.4;

    private static final double SAME_TYPE = 1.2;
    private static final double UNKNOWN_OUTCOME = 0.5;

    private final TextIndex index;

    Recommender(TextIndex index) {
        this.index = index;
    }

    List<Recommendation> recommend(TaskText task, boolean succeeds, int limit) {
        Set<String> words = index.words(task.prompt());
        if (words.isEmpty()) {
            return List.of();
        }
        TextIndex.Found found = index.search(words, succeeds, CANDIDATES);
        double best =
                found.hits().stream().mapToDouble(TextIndex.Hit::score).max().orElse(1);
        List<Recommendation> recommendations = new ArrayList<>();
        for (TextIndex.Hit hit : found.hits()) {
            recommendation(hit, task, words, found.rarity(), best).ifPresent(recommendations::add);
        }
        recommendations.sort(Comparator.comparingDouble(Recommendation::score)
                .reversed()
                .thenComparing(each -> each.pattern().id()));
        return recommendations.stream().limit(limit).toList();
    }

    private Optional<Recommendation> recommendation(
            TextIndex.Hit hit, TaskText task, Set<String> words, Map<String, Double> rarity, double best) {
        KnownPattern pattern = hit.known().pattern();
        String similarTo = "";
        double similarity = 0;
        List<Set<String>> prompts = hit.known().prompts();
        for (int i = 0; i < prompts.size(); i++) {
            double each = similarity(words, prompts.get(i), rarity);
            if (each > similarity) {
                similarity = each;
                similarTo = pattern.prompts().get(i);
            }
        }
        if (similarity < LEAST_SIMILARITY && !pattern.prompts().isEmpty()) {
            return Optional.empty();
        }
        boolean sameType = !task.taskType().isBlank()
                && pattern.taskTypes().stream().anyMatch(type -> type.equalsIgnoreCase(task.taskType()));
        double outcome = outcome(pattern);
        double text = (hit.score() / best + similarity) / 2;
        double score = text * (WHATEVER_OUTCOME + (1 - WHATEVER_OUTCOME) * outcome) * (sameType ? SAME_TYPE : 1);
        return Optional.of(new Recommendation(
                pattern, score, new Why(similarity, similarTo, matched(hit.known(), words), sameType, outcome)));
    }

    private static double outcome(KnownPattern pattern) {
        if (Double.isFinite(pattern.confidence())) {
            return Math.clamp(pattern.confidence(), 0.0, 1.0);
        }
        return Double.isFinite(pattern.successRate()) ? Math.clamp(pattern.successRate(), 0.0, 1.0) : UNKNOWN_OUTCOME;
    }

    private static List<String> matched(TextIndex.Known known, Set<String> words) {
        return words.stream()
                .filter(word -> known.named().contains(word)
                        || known.prompts().stream().anyMatch(prompt -> prompt.contains(word)))
                .sorted()
                .toList();
    }

    /// The cosine of both as sets of words, the rare ones weighing more.
    private static double similarity(Set<String> words, Set<String> others, Map<String, Double> rarity) {
        double common = 0;
        double all = 0;
        double theirs = 0;
        for (String word : words) {
            double weight = rarity.getOrDefault(word, 1.0);
            all += weight;
            common += others.contains(word) ? weight : 0;
        }
        double mean = all / words.size();
        for (String word : others) {
            theirs += rarity.getOrDefault(word, mean);
        }
        return common == 0 ? 0 : common / Math.sqrt(all * theirs);
    }
}

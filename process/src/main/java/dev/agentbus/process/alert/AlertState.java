package dev.agentbus.process.alert;

import dev.agentbus.events.Misconfigured;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.log.LogPartition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Everything the evaluation remembers, with how far it has read and what it has not told yet: the unit
/// that is saved and restored. One thread at a time.
final class AlertState {
    private static final Logger log = LoggerFactory.getLogger(AlertState.class);

    private final RulesFile file;
    private RuleBook book;
    private final Evaluation evaluation;
    private final Watermark watermark;
    private final Map<LogPartition, Long> next = new TreeMap<>();
    private final List<TransitionEvent.Outgoing> outgoing = new ArrayList<>();

    private AlertState(RulesFile file, RuleBook book) {
        this.file = file;
        this.book = book;
        this.evaluation = new Evaluation(book.ruleSet(file.contracts()));
        this.watermark = new Watermark(book.lateness());
    }

    static AlertState fresh(RulesFile file) {
        return new AlertState(file, file.book());
    }

    /// What was saved, perhaps under other rules: then alerts of rules that are gone end now.
    ///
    /// @param keys what the rules remembered of each key
    static AlertState restored(RulesFile file, JsonNode saved, Iterable<KeyChange> keys) {
        RuleBook before;
        try {
            before = RuleBook.read(
                    saved.path("file").asString(""),
                    saved.path("rules").asString(""),
                    file.contracts(),
                    file.environment());
        } catch (Misconfigured e) {
            log.atWarn().setCause(e).log("The alert rules of before can't be read any more, their alerts stay open");
            before = file.book();
        }
        AlertState state = new AlertState(file, before);
        state.evaluation.restore(saved.path("evaluation"), keys);
        state.watermark.restore(
                state.evaluation.watermark(), saved.path("newest").asLong(Evaluation.BEGINNING));
        for (JsonNode position : saved.path("positions")) {
            LogPartition partition = new LogPartition(
                    new TopicName(position.path("topic").asString()),
                    position.path("partition").asInt());
            state.next.put(partition, position.path("next").asLong());
        }
        saved.path("outgoing").forEach(each -> state.outgoing.add(TransitionEvent.Outgoing.restored(each)));
        state.takeRules();
        return state;
    }

    /// Goes over to the rules that are in force now.
    void takeRules() {
        RuleBook now = file.book();
        if (!now.equals(book)) {
            evaluation.replace(now.ruleSet(file.contracts())).forEach(this::tell);
            watermark.lateness(now.lateness());
            book = now;
        }
    }

    RuleBook book() {
        return book;
    }

    Evaluation evaluation() {
        return evaluation;
    }

    Map<LogPartition, Long> next() {
        return next;
    }

    Evaluation.Taken take(DecodedEvent event) {
        LogPartition partition =
                new LogPartition(event.position().topic(), event.position().partition());
        watermark.saw(partition, RuleSet.timeOf(event).toEpochMilli());
        return evaluation.take(event);
    }

    void reached(LogPartition partition, long position, long wall) {
        next.put(partition, position);
        watermark.reached(partition, position, wall);
    }

    /// Judges as far as time has come.
    void advance(Map<LogPartition, Long> ends, long wall) {
        evaluation.advance(watermark.look(ends, wall)).forEach(this::tell);
    }

    private void tell(Transition transition) {
        outgoing.add(TransitionEvent.of(transition));
    }

    /// What the log does not have yet.
    List<TransitionEvent.Outgoing> outgoing() {
        return List.copyOf(outgoing);
    }

    void told(List<TransitionEvent.Outgoing> done) {
        outgoing.removeAll(done);
    }

    /// All but what the rules remember of single keys, which [Evaluation#changes()] tells.
    ObjectNode save() {
        ObjectNode node = Saved.JSON.createObjectNode();
        node.put("file", book.file()).put("rules", book.text()).put("newest", watermark.newest());
        Map<LogPartition, Long> positions = new HashMap<>(next);
        positions.putAll(evaluation.firstWaiting());
        ArrayNode all = node.putArray("positions");
        positions.forEach((partition, position) -> all.addObject()
                .put("topic", partition.topic().value())
                .put("partition", partition.number())
                .put("next", position));
        evaluation.save(node.putObject("evaluation"));
        ArrayNode untold = node.putArray("outgoing");
        outgoing.forEach(each -> each.save(untold.addObject()));
        return node;
    }
}

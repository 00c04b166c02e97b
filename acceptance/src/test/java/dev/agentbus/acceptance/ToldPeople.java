package dev.agentbus.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentbus.acceptance.AlertRig.Notice;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One receiver of each kind, and what they must have been told in the end.
final class ToldPeople implements AutoCloseable {
    private static final String MARK = " (may be a repeat: nobody knows whether it arrived before)";

    final AlertReceiver pager = new AlertReceiver();
    final AlertReceiver hook = new AlertReceiver();
    final AlertReceiver chat = new AlertReceiver();
    /// A chat that wants no repeats.
    final AlertReceiver terseChat = new AlertReceiver();

    /// As they stand in a rules file.
    String destinations() {
        String common = "allow-private-addresses: true, per-minute: 600";
        return """
                pager: {kind: pagerduty, url: "%s", routing-key-env: TEST_PAGER, %s}
                hook: {kind: webhook, url: "%s", secret-env: TEST_HOOK, %s}
                chat: {kind: slack, url: "%s", %s}
                terse: {kind: slack, url: "%s", in-doubt: skip, %s}
                """.formatted(pager.url(), common, hook.url(), common, chat.url(), common, terseChat.url(), common)
                .indent(2);
    }

    /// Whether nobody waits for a notice any more, except who wants no repeats.
    boolean know(List<Notice> notices) {
        Map<String, Long> told = counts(texts(chat));
        return List.of(pager, hook).stream().allMatch(each -> distinct(each).size() >= notices.size())
                && planned(notices).entrySet().stream()
                        .allMatch(each -> told.getOrDefault(each.getKey(), 0L) >= each.getValue());
    }

    /// Two notices may have the same words.
    private static Map<String, Long> planned(List<Notice> notices) {
        return counts(notices.stream().map(Notice::message));
    }

    private static Map<String, Long> counts(Stream<String> texts) {
        return texts.map(text -> text.replace(MARK, ""))
                .collect(Collectors.groupingBy(text -> text, Collectors.counting()));
    }

    private static List<String> distinct(AlertReceiver receiver) {
        return receiver.taken().stream().map(ToldPeople::name).distinct().toList();
    }

    /// By which a receiver knows a message.
    private static String name(AlertReceiver.Taken taken) {
        String id = taken.headers().get("webhook-id");
        return id == null
                ? taken.json().path("dedup_key").asString() + " "
                        + taken.json().path("event_action").asString()
                : id;
    }

    private static Stream<String> texts(AlertReceiver receiver) {
        return receiver.taken().stream().map(taken -> taken.json().path("text").asString());
    }

    /// Everybody knows of every notice and of nothing else. What came twice says that it is the same: by its
    /// name, or in a chat by its words.
    void demandExactly(List<Notice> notices) {
        assertThat(distinct(hook))
                .containsExactlyInAnyOrderElementsOf(
                        notices.stream().map(Notice::id).toList());
        assertThat(distinct(pager))
                .containsExactlyInAnyOrderElementsOf(notices.stream()
                        .map(each -> each.subject() + (each.kind().equals("open") ? " trigger" : " resolve"))
                        .toList());
        assertThat(lastActions().values()).containsOnly("resolve");

        Map<String, Long> planned = planned(notices);
        assertThat(counts(texts(chat)).keySet()).isEqualTo(planned.keySet());
        assertThat(counts(texts(chat).filter(text -> !text.endsWith(MARK))))
                .allSatisfy((text, count) ->
                        assertThat(count).as(text).isLessThanOrEqualTo(planned.getOrDefault(text, 0L)));
        assertThat(texts(terseChat)).noneMatch(text -> text.endsWith(MARK));
        assertThat(counts(texts(terseChat)))
                .allSatisfy((text, count) ->
                        assertThat(count).as(text).isLessThanOrEqualTo(planned.getOrDefault(text, 0L)));
    }

    private Map<String, String> lastActions() {
        Map<String, String> last = new LinkedHashMap<>();
        pager.taken()
                .forEach(each -> last.put(
                        each.json().path("dedup_key").asString(),
                        each.json().path("event_action").asString()));
        return last;
    }

    @Override
    public void close() {
        List.of(pager, hook, chat, terseChat).forEach(AlertReceiver::close);
    }
}

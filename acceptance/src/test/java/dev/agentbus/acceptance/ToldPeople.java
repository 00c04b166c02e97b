package dev.agentbus.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentbus.acceptance.AlertRig.Notice;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
        return List.of(pager, hook, chat).stream()
                .allMatch(each -> distinct(each).size() >= notices.size());
    }

    private static List<String> distinct(AlertReceiver receiver) {
        return receiver.taken().stream().map(ToldPeople::name).distinct().toList();
    }

    /// By which a receiver knows a message; of a chat all that there is.
    private static String name(AlertReceiver.Taken taken) {
        String id = taken.headers().get("webhook-id");
        if (id != null) {
            return id;
        }
        String action = taken.json().path("event_action").asString("");
        return action.isEmpty()
                ? text(taken).replace(MARK, "")
                : taken.json().path("dedup_key").asString() + " " + action;
    }

    private static String text(AlertReceiver.Taken taken) {
        return taken.json().path("text").asString();
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

        List<String> planned = notices.stream().map(Notice::message).toList();
        assertThat(distinct(chat)).containsExactlyInAnyOrderElementsOf(planned);
        assertThat(chat.taken().stream().map(ToldPeople::text).filter(text -> !text.endsWith(MARK)))
                .doesNotHaveDuplicates();
        assertThat(terseChat.taken().stream().map(ToldPeople::text))
                .doesNotHaveDuplicates()
                .isSubsetOf(planned);
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

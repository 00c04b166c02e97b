package dev.agentbus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class GroupTextTest {
    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    @Test
    void showsTheWorstGroupFirstAndWhy() {
        JsonNode answer = json("""
                {"groups":[
                 {"group":"a","verdict":"OK","reasons":[],"lagEvents":0,"lagSeconds":0.0,"eventsPerSecond":12.34,
                  "memberCount":2,"lastError":{"message":"long over"}},
                 {"group":"b\\u001b[2J","verdict":"WARN","reasons":["buffer-full","sink-down"],"lagEvents":70,
                  "lagSeconds":3725.4,"eventsPerSecond":0,"memberCount":1,"lastError":{"message":"Cannot store, got: x"}},
                 {"group":"c","verdict":"STOPPED","reasons":[],"lagEvents":5,"lagSeconds":null,"eventsPerSecond":0,
                  "memberCount":0,"lastError":null}]}""");

        assertThat(GroupText.groups(answer))
                .containsExactly(
                        List.of("GROUP", "VERDICT", "LAG", "BEHIND", "EVENTS/S", "MEMBERS", "WHY"),
                        List.of("c", "STOPPED", "5", "?", "0.0", "0", ""),
                        List.of(
                                "b",
                                "WARN",
                                "70",
                                "1 h 2 min",
                                "0.0",
                                "1",
                                "buffer-full, sink-down: Cannot store, got: x"),
                        List.of("a", "OK", "0", "-", "12.3", "2", ""));
    }

    @Test
    void showsThePartitionsThatHaveSomethingToSay() {
        JsonNode group = json("""
                {"group":"g","verdict":"STALLED","reasons":["operator"],"lagEvents":4,"lagSeconds":9,"eventsPerSecond":0,
                 "memberCount":1,
                 "partitions":[
                  {"topic":"t","partition":0,"verdict":"OK","position":5,"lagEvents":0,"lagSeconds":0,"reasons":[]},
                  {"topic":"t","partition":1,"verdict":"STALLED","position":7,"lagEvents":4,"lagSeconds":9,
                   "eventsPerSecond":0,"reasons":["operator"]},
                  {"topic":"t","partition":3,"verdict":"WARN","position":5,"lagEvents":0,"lagSeconds":0,"reasons":["sink-down"]},
                  {"topic":"t","partition":2,"verdict":"OK","position":null,"lagEvents":null,"lagSeconds":null,
                   "eventsPerSecond":0,"reasons":[]}],
                 "members":[{"id":"m-1","clientId":"agentbus","host":"127.0.0.1","partitions":["t-0","t-1"]}]}""");

        List<List<List<String>>> tables = GroupText.one(group);

        assertThat(tables.get(0).getLast()).startsWith("g", "STALLED");
        assertThat(tables.get(1).subList(1, 3))
                .containsExactly(
                        List.of("t-1", "STALLED", "7", "4", "9 s", "0.0", "operator"),
                        List.of("t-2", "OK", "-", "?", "-", "0.0", ""));
        assertThat(tables.get(2))
                .containsExactly(List.of("1 more with nothing left"), List.of("1 more with nothing left: sink-down"));
        assertThat(tables.get(3)).containsExactly(List.of("member", "agentbus", "127.0.0.1", "2 partitions", "m-1"));
    }

    @ParameterizedTest
    @CsvSource({"PT0S,0 s", "PT59S,59 s", "PT61S,1 min 1 s", "PT25H,1 d 1 h", "PT3H4M5S,3 h 4 min"})
    void saysTimesInTheirTwoLargestUnits(Duration time, String text) {
        assertThat(GroupText.text(time)).isEqualTo(text);
    }
}

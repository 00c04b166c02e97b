package dev.agentbus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UploadTest {
    private final List<String> receipts = new ArrayList<>();
    private final List<String> refusals = new ArrayList<>();

    private Upload upload(FakeBus bus) {
        return new Upload(
                bus.client(),
                "agent-actions",
                receipt -> receipts.add(receipt.path("event_id").asString("")),
                refusals::add);
    }

    private static byte[] event(int number) {
        return "{\"n\":%d}".formatted(number).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void sendsManyEventsInOneRequestAndInOrder() throws IOException {
        try (FakeBus bus = new FakeBus(FakeBus::takeAll)) {
            Upload upload = upload(bus);

            for (int i = 0; i < 501; i++) {
                upload.add(event(i));
            }
            upload.close();

            assertThat(bus.requests).hasSize(2);
            assertThat(bus.requests.getFirst().body())
                    .startsWith("[{\"n\":0},{\"n\":1}")
                    .endsWith("{\"n\":499}]");
            assertThat(bus.requests.getLast().body()).isEqualTo("[{\"n\":500}]");
            assertThat(bus.requests.getFirst().authorization()).isEqualTo("Bearer a-token-for-the-test");
            assertThat(upload.sent()).isEqualTo(501);
            assertThat(receipts).hasSize(501);
        }
    }

    @Test
    void repeatsUnderTheSameKeyWhenTheBusIsBusy() throws IOException {
        int[] calls = {0};
        try (FakeBus bus = new FakeBus(request ->
                ++calls[0] < 3 ? new FakeBus.Reply(503, "{\"message\":\"busy\"}") : FakeBus.takeAll(request))) {
            Upload upload = upload(bus);

            upload.add(event(1));
            upload.close();

            assertThat(bus.requests).hasSize(3);
            assertThat(bus.requests)
                    .extracting(FakeBus.Request::idempotencyKey)
                    .containsOnly(bus.requests.getFirst().idempotencyKey());
            assertThat(upload.sent()).isEqualTo(1);
            assertThat(upload.refused()).isZero();
        }
    }

    @Test
    void saysWhatIsWrongWithWhichEvent() throws IOException {
        String body = "{\"receipts\":[{\"index\":0,\"event_id\":\"a\"}],\"accepted\":1,\"rejected\":1,\"errors\":"
                + "[{\"index\":1,\"status\":422,\"violations\":[{\"message\":\"Cannot accept event: x\\u001b[2J\"},{\"message\":\"y\"}]}]}";
        try (FakeBus bus = new FakeBus(_ -> new FakeBus.Reply(202, body))) {
            Upload upload = upload(bus);

            upload.add(event(1));
            upload.add(event(2));
            upload.close();

            assertThat(refusals).containsExactly("event 2: Cannot accept event: x; y");
            assertThat(upload.sent()).isEqualTo(1);
            assertThat(upload.refused()).isEqualTo(1);
        }
    }

    @Test
    void passesOnWhyAWholeRequestIsRefused() throws IOException {
        try (FakeBus bus = new FakeBus(
                _ -> new FakeBus.Reply(404, "{\"error\":\"unknown topic\",\"message\":\"No such topic\"}"))) {
            Upload upload = upload(bus);

            upload.add(event(1));
            upload.close();

            assertThat(refusals).containsExactly("No such topic");
            assertThat(upload.refused()).isEqualTo(1);
        }
    }
}

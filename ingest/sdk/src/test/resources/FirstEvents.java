import dev.agentbus.ingest.sdk.ActionType;
import dev.agentbus.ingest.sdk.AgentEvents;
import dev.agentbus.ingest.sdk.Publisher;
import java.util.Map;

class FirstEvents {
    public static void main(String[] args) {
        try (Publisher publisher = Publisher.toKafka(args.length > 0 ? args[0] : "127.0.0.1:9092")) {
            publisher.publish(AgentEvents.action("coder", ActionType.TOOL_CALL, "Read")
                            .correlationId("my-first-trace")
                            .actionDetails(Map.of("file_path", "README.md"))
                            .durationMs(12))
                    .thenAccept(receipt -> System.out.println("durable: " + receipt));
        } // close() waits up to 5 s, then leaves the rest in the spool
    }
}

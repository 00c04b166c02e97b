package dev.agentbus.bench.fleet;

import dev.agentbus.ingest.demo.Fleet;
import dev.agentbus.ingest.demo.FleetEvent;
import dev.agentbus.ingest.demo.Pace;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.LongUnaryOperator;

/// CPU time of one thread that makes events of a fleet, payload included, beside one that fills a template by
/// `String.formatted`, rounds interleaved.
///
/// Arguments: agents (200), events per round (200,000), rounds (5).
public final class FleetBench {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private FleetBench() {}

    public static void main(String[] args) {
        int agents = args.length > 0 ? Integer.parseInt(args[0]) : 200;
        int events = args.length > 1 ? Integer.parseInt(args[1]) : 200_000;
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 5;
        double[] fleet = new double[rounds];
        double[] template = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            Fleet said = Fleet.of(round, agents);
            fleet[round] = perCpuSecond(events, number -> bytesOf(said.next(), number));
            template[round] = perCpuSecond(events, number -> bytesOf(number, agents));
        }
        System.out.printf("%-24s %,12.0f events per CPU-second (median of %d)%n", "fleet", median(fleet), rounds);
        System.out.printf("%-24s %,12.0f events per CPU-second%n", "String.formatted", median(template));
    }

    private static double perCpuSecond(int events, LongUnaryOperator making) {
        var threads = ManagementFactory.getThreadMXBean();
        long begun = threads.getCurrentThreadCpuTime();
        long bytes = 0;
        for (long number = 0; number < events; number++) {
            bytes += making.applyAsLong(number);
        }
        double seconds = (threads.getCurrentThreadCpuTime() - begun) / 1e9;
        System.out.printf("  %,d events of %d bytes in %.2f CPU-seconds%n", events, bytes / events, seconds);
        return events / seconds;
    }

    private static long bytesOf(FleetEvent event, long number) {
        return event.payload(Pace.REAL.momentOf(number, event.atMillis(), START)).length;
    }

    private static long bytesOf(long number, int agents) {
        return """
            {"event_id":"%016x-%d","correlation_id":"trace-%d","agent_name":"agent-%d","action_type":"tool_call",\
            "action_name":"Read","action_details":{"file_path":"/work/checkout/src/main/java/shop/File%d.java"},\
            "duration_ms":%d,"timestamp":"%s"}""".formatted(
                        number * 31,
                        number,
                        number / 12,
                        number % agents,
                        number % 1_000,
                        number % 900,
                        START.plusMillis(number))
                .getBytes(StandardCharsets.UTF_8)
                .length;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}

package dev.agentbus.bench.postgres;

import java.time.Duration;
import java.util.stream.Stream;

/// CPU time of this process and of a server with all its children.
record CpuClock(Duration client, Duration server) {
    static CpuClock read(long serverPid) {
        Duration server = ProcessHandle.of(serverPid).stream()
                .flatMap(root -> Stream.concat(Stream.of(root), root.descendants()))
                .map(CpuClock::of)
                .reduce(Duration.ZERO, Duration::plus);
        return new CpuClock(of(ProcessHandle.current()), server);
    }

    CpuClock since(CpuClock start) {
        return new CpuClock(client.minus(start.client), server.minus(start.server));
    }

    private static Duration of(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }
}

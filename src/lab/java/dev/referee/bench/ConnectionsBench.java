package dev.referee.bench;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What an idle connection costs, and how many there can be, beside a bare Vert.x server. */
final class ConnectionsBench {
    private static final int STEP = 500;

    /** What is counted here hardly varies. */
    private static final int MOST_ROUNDS = 3;

    private final Effort effort;
    private final Report report;

    ConnectionsBench(Effort effort, Report report) {
        this.effort = effort;
        this.report = report;
    }

    /** A server, and whether connections to it subscribe. */
    private record Server(ServerProcess process, boolean subscribing) implements AutoCloseable {
        Crowd crowd() {
            return new Crowd(process.port(), subscribing);
        }

        @Override
        public void close() {
            process.close();
        }
    }

    /**
     * What the connections of one server cost.
     *
     * @param heap bytes of live objects for each connection: between the least and the most
     * @param resident bytes of the process for each connection, likewise
     * @param growth the last connections' bytes of live objects by the first ones'
     */
    private record Cost(double heap, double resident, double growth) {}

    void run() throws Exception {
        try (FakePbx pbx = new FakePbx()) {
            List<Cost> own = new ArrayList<>();
            List<Cost> bare = new ArrayList<>();
            int rounds = Math.min(effort.rounds(), MOST_ROUNDS);
            for (int round = 0; round < rounds; round++) {
                report.progress("connections: round %d of %d".formatted(round + 1, rounds));
                own.add(cost(referee(pbx)));
                bare.add(cost(bare()));
            }
            tell(own, bare);
            most(pbx);
        }
    }

    private static Server referee(FakePbx pbx) throws IOException {
        return new Server(ServerProcess.referee(pbx, "sqlite"), true);
    }

    private static Server bare() throws IOException {
        return new Server(new ServerProcess(BareServer.class.getName()), false);
    }

    private Cost cost(Server server) throws Exception {
        List<Integer> sizes = effort.sizes();
        List<Long> heap = new ArrayList<>();
        List<Long> resident = new ArrayList<>();
        try (server;
                Crowd crowd = server.crowd()) {
            // What the first ones load stays loaded.
            crowd.growTo(STEP / 10);
            int before = crowd.size();
            for (int size : sizes) {
                crowd.growTo(before + size);
                heap.add(server.process().figures().liveBytes());
                resident.add(server.process().figures().residentBytes());
            }
        }
        int last = sizes.size() - 1;
        double lastSlope = slope(heap, sizes, last - 1, last);
        double firstSlope = last < 2 ? lastSlope : slope(heap, sizes, 0, 1);
        return new Cost(
                slope(heap, sizes, 0, last),
                slope(resident, sizes, 0, last),
                lastSlope / firstSlope);
    }

    private static double slope(List<Long> bytes, List<Integer> sizes, int from, int to) {
        return (double) (bytes.get(to) - bytes.get(from)) / (sizes.get(to) - sizes.get(from));
    }

    private void tell(List<Cost> own, List<Cost> bare) {
        add(
                "Heap of an idle connection, against a bare Vert.x server",
                series(own, Cost::heap),
                series(bare, Cost::heap),
                Report.Aim.atMost(1.3));
        add(
                "Resident memory of an idle connection, against the same",
                series(own, Cost::resident),
                series(bare, Cost::resident),
                null);
        List<Integer> sizes = effort.sizes();
        int last = sizes.size() - 1;
        if (last >= 2) {
            Series growth = series(own, Cost::growth);
            report.add(new Report.Row(
                    "Heap of a connection from %,d to %,d, against from %,d to %,d"
                            .formatted(
                                    sizes.get(last - 1),
                                    sizes.get(last),
                                    sizes.get(0),
                                    sizes.get(1)),
                    "",
                    "",
                    growth,
                    Report.Aim.flatCost()));
        }
    }

    private static Series series(List<Cost> costs, ToDoubleFunction<Cost> which) {
        return new Series(costs.stream().map(which::applyAsDouble).toList());
    }

    private void add(String what, Series own, Series other, Report.@Nullable Aim aim) {
        report.add(new Report.Row(
                what,
                "%,.1f KB".formatted(own.median() / 1024),
                "%,.1f KB".formatted(other.median() / 1024),
                own.per(other),
                aim));
    }

    private void most(FakePbx pbx) throws Exception {
        report.progress("connections: looking for the most");
        Most own = most(referee(pbx));
        Most bare = most(bare());
        report.add(new Report.Row(
                "Most connections, against a bare Vert.x server",
                "%,d".formatted(own.connections()),
                "%,d".formatted(bare.connections()),
                new Series(List.of((double) own.connections() / bare.connections())),
                null));
        report.remark("Most connections: Referee's ended at " + own.limit()
                + ", the bare server's at " + bare.limit() + ". A process may have "
                + openFiles() + " open files here, and a heap of "
                + ServerProcess.LARGEST_HEAP.substring(4) + ".");
    }

    private record Most(int connections, String limit) {}

    private Most most(Server server) throws Exception {
        try (server;
                Crowd crowd = server.crowd()) {
            try {
                while (crowd.size() < effort.mostConnections()) {
                    crowd.growTo(crowd.size() + STEP);
                }
                return new Most(crowd.size(), "the number at which this run stops looking");
            } catch (IOException e) {
                return new Most(crowd.size(), "\"" + e.getMessage() + "\"");
            }
        }
    }

    private static String openFiles() throws IOException {
        return Files.readString(Path.of("/proc/self/limits"))
                .lines()
                .filter(line -> line.startsWith("Max open files"))
                .map(line ->
                        line.substring("Max open files".length()).strip().replaceAll(" .*", ""))
                .findFirst()
                .orElse("?");
    }
}

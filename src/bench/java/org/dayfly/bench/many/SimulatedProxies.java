package org.dayfly.bench.many;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.dayfly.bench.report.Samples;
import org.dayfly.bench.stage.Parallel;
import org.dayfly.bench.stage.Stage;
import org.dayfly.cluster.ExternalCluster;
import org.dayfly.config.server.ServerUrl;
import org.dayfly.server.directory.Directory;
import org.dayfly.server.directory.KeysHere;
import org.dayfly.server.registry.Registry;
import org.dayfly.server.task.BlockingTasks;

/** The directory as proxies use it, each through one connection of its own registry. */
record SimulatedProxies(List<Proxy> all, ServerCpu cpu) {
    /** What a proxy has of the server. */
    record Proxy(Registry registry, ExecutorService worker) implements AutoCloseable {
        static Proxy open(String url) {
            return new Proxy(
                    Registry.open(ExternalCluster.at(ServerUrl.parse(url))), Executors.newSingleThreadExecutor());
        }

        Directory directory() {
            return new Directory(registry, new BlockingTasks(worker));
        }

        KeysHere keysHere() {
            return new KeysHere(registry, new BlockingTasks(worker));
        }

        @Override
        public void close() {
            worker.shutdownNow();
            registry.close();
        }
    }

    static SimulatedProxies open(Stage stage, FleetServer server, int count) throws Exception {
        List<Proxy> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(stage.add(() -> Proxy.open(server.url())));
        }
        return new SimulatedProxies(all, ServerCpu.of(server.registry()));
    }

    /** What a proxy does again and again. */
    @FunctionalInterface
    interface Operation {
        void run(Proxy proxy, int number) throws Exception;
    }

    /**
     * Lets all proxies do an operation at a rate. The time of an operation begins when the operation is due, so a
     * server that cannot keep up shows in the times.
     *
     * @param perSecond of all proxies together; 0: as many as possible
     * @param count of all proxies together
     */
    Measured measure(double perSecond, int count, Operation operation) throws Exception {
        Queue<Double> millis = new ConcurrentLinkedQueue<>();
        double cpuBefore = cpu.millis();
        int proxies = all.size();
        double pause = perSecond == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) * proxies / perSecond;
        long began = System.nanoTime();
        Parallel.millis(proxies, number -> {
            long due = System.nanoTime();
            long start = due;
            for (int i = 0; i < count / proxies; i++) {
                long wanted = start + (long) (i * pause);
                while (pause > 0 && System.nanoTime() < wanted) {
                    LockSupport.parkNanos(wanted - System.nanoTime());
                }
                due = pause > 0 ? wanted : System.nanoTime();
                operation.run(all.get(number), number * (count / proxies) + i);
                millis.add(Samples.millisSince(due));
            }
        });
        return Measured.since(began, cpuBefore, cpu.millis(), millis);
    }
}

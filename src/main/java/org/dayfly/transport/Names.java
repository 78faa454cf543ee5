package org.dayfly.transport;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Looks up servers' names as the system does, off the event loops, so that a slow name server delays no session. */
final class Names extends AddressResolverGroup<InetSocketAddress> {
    private static final int THREADS = 2;

    private final ThreadPoolExecutor lookups = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            new DefaultThreadFactory("dayfly-names", true));

    Names() {
        lookups.allowCoreThreadTimeOut(true);
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor loop) {
        return new Lookup(loop, lookups).asAddressResolver();
    }

    private static final class Lookup extends InetNameResolver {
        private final Executor lookups;

        Lookup(EventExecutor loop, Executor lookups) {
            super(loop);
            this.lookups = lookups;
        }

        @Override
        protected void doResolve(String name, Promise<InetAddress> address) {
            InetAddress written = NetUtil.createInetAddressFromIpAddressString(name);
            if (written == null) {
                lookUp(name, address, InetAddress::getByName);
            } else {
                address.setSuccess(written);
            }
        }

        @Override
        protected void doResolveAll(String name, Promise<List<InetAddress>> addresses) {
            lookUp(name, addresses, it -> List.of(InetAddress.getAllByName(it)));
        }

        private <T> void lookUp(String name, Promise<T> answer, Question<T> question) {
            lookups.execute(() -> {
                try {
                    answer.trySuccess(question.ask(name));
                } catch (UnknownHostException e) {
                    answer.tryFailure(e);
                }
            });
        }
    }

    @FunctionalInterface
    private interface Question<T> {
        T ask(String name) throws UnknownHostException;
    }

    @Override
    public void close() {
        super.close();
        lookups.shutdown();
    }
}

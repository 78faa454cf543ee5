package org.dayfly.server;

import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** A {@link Pair} on each server. JUnit closes the pair after its tests. */
public final class Pairs extends AllServers {
    @Override
    public Stream<? extends Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
        return super.provideArguments(parameters, context)
                .map(server -> Arguments.of(Pair.on((TestedServer) server.get()[0])));
    }
}

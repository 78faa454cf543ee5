package org.dayfly.server;

import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** A {@link Family} on each server. JUnit closes the family after its tests. */
final class Families extends AllServers {
    @Override
    public Stream<? extends Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
        return super.provideArguments(parameters, context)
                .map(server -> Arguments.of(family((TestedServer) server.get()[0])));
    }

    private static Family family(TestedServer server) {
        try {
            return new Family(server);
        } catch (SQLException e) {
            throw new IllegalStateException("no family on " + server, e);
        }
    }
}

package org.dayfly.junit;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** Makes the databases for {@link FreshDatabase}, and drops or keeps them after the test. */
final class FreshDatabaseExtension implements ParameterResolver, AfterEachCallback, AfterAllCallback {
    private static final Namespace NAMESPACE = Namespace.create(FreshDatabaseExtension.class);
    private static final Set<Class<?>> TYPES = Set.of(DataSource.class, Connection.class, TestDatabase.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        Class<?> type = parameter.getParameter().getType();
        return TYPES.contains(type) || (type == String.class && parameter.isAnnotated(FreshDatabase.class));
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        Optional<FreshDatabase> own = parameter.findAnnotation(FreshDatabase.class);
        FreshDatabase wanted = own.or(() -> found(parameter.getDeclaringExecutable(), test))
                .orElseThrow(() -> new ParameterResolutionException("no @FreshDatabase at the test"));
        ExtensionContext owner = wanted.lifecycle() == Lifecycle.PER_CLASS ? ofClass(test) : ofMethod(parameter, test);
        String name = own.isPresent() ? parameter.getDeclaringExecutable() + "#" + parameter.getIndex() : "";
        try {
            return TestDatabases.of(owner, NAMESPACE)
                    .get(name, wanted, owner)
                    .as(parameter.getParameter().getType());
        } catch (Exception e) {
            throw new ParameterResolutionException("no database for " + TestName.of(owner) + ": " + e.getMessage(), e);
        }
    }

    /** The annotation of the method, or else of the class or of a class around it. */
    private static Optional<FreshDatabase> found(AnnotatedElement method, ExtensionContext test) {
        Optional<FreshDatabase> annotation = AnnotationSupport.findAnnotation(method, FreshDatabase.class);
        for (Optional<ExtensionContext> context = Optional.of(test);
                annotation.isEmpty() && context.isPresent();
                context = context.get().getParent()) {
            annotation = context.get()
                    .getElement()
                    .flatMap(element -> AnnotationSupport.findAnnotation(element, FreshDatabase.class));
        }
        return annotation;
    }

    private static ExtensionContext ofClass(ExtensionContext test) {
        ExtensionContext context = test;
        while (context.getTestMethod().isPresent()) {
            context = context.getParent().orElseThrow();
        }
        return context;
    }

    private static ExtensionContext ofMethod(ParameterContext parameter, ExtensionContext test) {
        Executable executable = parameter.getDeclaringExecutable();
        if (test.getTestMethod().isEmpty() || executable instanceof Constructor) {
            throw new ParameterResolutionException(
                    (executable instanceof Constructor ? "a constructor" : executable.getName())
                            + " has no test method whose database it could get; write"
                            + " @FreshDatabase(lifecycle = Lifecycle.PER_CLASS)");
        }
        return test;
    }

    @Override
    public void afterEach(ExtensionContext test) throws SQLException {
        Optional<Throwable> failure = test.getExecutionException();
        TestDatabases.in(test, NAMESPACE).ifPresent(databases -> databases.end(failure, test));
        if (failure.isPresent()) {
            TestDatabases.in(ofClass(test), NAMESPACE).ifPresent(databases -> databases.markFailed(failure.get()));
        }
    }

    @Override
    public void afterAll(ExtensionContext tests) throws SQLException {
        TestDatabases.in(tests, NAMESPACE)
                .ifPresent(
                        databases -> databases.end(tests.getExecutionException().or(databases::failure), tests));
    }
}

package org.dayfly.junit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Names a schema by its content: the class that makes it, and the files that it is made from. */
final class SchemaKey {
    private static final int BYTES = 10;

    private final MessageDigest digest;
    private final ClassLoader loader;

    private SchemaKey(MessageDigest digest, ClassLoader loader) {
        this.digest = digest;
        this.loader = loader;
    }

    /**
     * The key of the database with the schema.
     *
     * @throws IOException if a resource is not on the class path
     */
    static String of(DatabaseSchema schema) throws IOException {
        Class<?> type = schema.getClass();
        try {
            SchemaKey key = new SchemaKey(MessageDigest.getInstance("SHA-256"), type.getClassLoader());
            key.add(type.getName(), type.getName().getBytes(UTF_8));
            key.addResource(type.getName().replace('.', '/') + ".class");
            for (String resource : schema.resources()) {
                key.addResource(resource);
            }
            return "schema-" + HexFormat.of().formatHex(key.digest.digest(), 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private void add(String name, byte[] content) {
        digest.update((name + "\0" + content.length + "\0").getBytes(UTF_8));
        digest.update(content);
    }

    private void addResource(String resource) throws IOException {
        List<URL> places = Collections.list(loader.getResources(resource));
        if (places.isEmpty()) {
            throw new IOException("the resource " + resource + " of a DatabaseSchema is not on the class path");
        }
        for (URL place : places) {
            addPlace(resource, place);
        }
    }

    private void addPlace(String resource, URL place) throws IOException {
        try {
            URI uri = place.toURI();
            if (place.getProtocol().equals("file")) {
                addTree(resource, Path.of(uri));
            } else if (place.getProtocol().equals("jar")) {
                try (FileSystem jar = FileSystems.newFileSystem(jarOf(place), Map.of())) {
                    addTree(resource, jar.getPath(resource));
                }
            } else {
                try (InputStream in = place.openStream()) {
                    add(resource, in.readAllBytes());
                }
            }
        } catch (URISyntaxException e) {
            throw new IOException("no place on the class path: " + place, e);
        }
    }

    private static Path jarOf(URL place) throws URISyntaxException {
        String path = place.getPath();
        return Path.of(new URI(path.substring(0, path.indexOf("!/"))));
    }

    private void addTree(String resource, Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                add(resource + "/" + root.relativize(file), Files.readAllBytes(file));
            }
        }
    }
}

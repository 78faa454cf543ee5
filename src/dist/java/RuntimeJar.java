import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;

/**
 * A step of scripts/dist: makes the jar of one platform from dayfly.jar. {@code RuntimeJar FROM TO DROPPED ADDED} leaves
 * out the entries whose name matches DROPPED, and adds the class file ADDED.
 *
 * <p>An ahead-of-time cache takes no class of the format of Java 5, and picocli has this format. Such a class gets the
 * format of Java 8, with the stack maps that this format asks for. Its code stays.
 */
final class RuntimeJar {
    private static final int MAJOR_VERSION = 7;

    public static void main(String[] arguments) throws IOException {
        Path from = Path.of(arguments[0]);
        Path to = Path.of(arguments[1]);
        Pattern dropped = Pattern.compile(arguments[2]);
        Path added = Path.of(arguments[3]);
        try (JarFile jar = new JarFile(from.toFile());
                URLClassLoader classes =
                        new URLClassLoader(new URL[] {from.toUri().toURL()});
                OutputStream file = new BufferedOutputStream(Files.newOutputStream(to), 1 << 16);
                JarOutputStream out = new JarOutputStream(file)) {
            ClassFile format = ClassFile.of(
                    StackMapsOption.GENERATE_STACK_MAPS,
                    ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(classes)));
            List<JarEntry> kept = jar.stream()
                    .filter(entry -> !dropped.matcher(entry.getName()).matches())
                    .toList();
            for (JarEntry entry : kept) {
                put(
                        out,
                        entry.getName(),
                        entry,
                        content(entry, jar.getInputStream(entry).readAllBytes(), format));
            }
            put(out, added.getFileName().toString(), kept.get(0), Files.readAllBytes(added));
        }
    }

    /** @param dated the entry that has the time */
    private static void put(JarOutputStream out, String name, JarEntry dated, byte[] content) throws IOException {
        JarEntry entry = new JarEntry(name);
        entry.setTimeLocal(dated.getTimeLocal());
        out.putNextEntry(entry);
        out.write(content);
        out.closeEntry();
    }

    private static byte[] content(JarEntry entry, byte[] content, ClassFile format) {
        boolean old = entry.getName().endsWith(".class") && content[MAJOR_VERSION] < ClassFile.JAVA_6_VERSION;
        ClassTransform version = (builder, element) -> builder.with(
                element instanceof ClassFileVersion ? ClassFileVersion.of(ClassFile.JAVA_8_VERSION, 0) : element);
        return old
                ? format.transformClass(
                        format.parse(content),
                        // Without a transform of the code, the code would be copied without new stack maps.
                        version.andThen(ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)))
                : content;
    }
}

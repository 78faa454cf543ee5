package org.dayfly.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.dayfly.script.parse.ScriptFailure;

/** Hashes the files and words that a template is made from, to tell whether one of them has changed. */
public final class ScriptHash {
    private ScriptHash() {}

    /** SHA-256, in hexadecimal, of the contents of the files and of the words, each in their order. */
    public static String of(List<Path> files, List<String> words) throws ScriptFailure {
        MessageDigest all = sha256();
        all.update(ByteBuffer.allocate(Integer.BYTES).putInt(files.size()).flip());
        for (Path file : files) {
            all.update(contents(file));
        }
        for (String word : words) {
            all.update(sha256().digest(word.getBytes(UTF_8)));
        }
        return HexFormat.of().formatHex(all.digest());
    }

    /** The hash of a file. All hashes have the same length, so that two different lists never give the same input. */
    private static byte[] contents(Path file) throws ScriptFailure {
        MessageDigest digest = sha256();
        try (InputStream in = Files.newInputStream(file);
                OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            in.transferTo(out);
        } catch (IOException e) {
            throw ScriptFailure.unreadable(file, e);
        }
        return digest.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}

package org.dayfly.cluster.programs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Owner, mode and number of names of a file or folder, as {@code lstat} returns them. For a link, the values describe
 * the link itself.
 *
 * @param mode type and permissions, the bits of {@code st_mode}
 * @param links number of names (hard links)
 * @see <a href="https://man7.org/linux/man-pages/man7/inode.7.html">inode(7)</a>
 */
public record FileStatus(int uid, int gid, int mode, int links) {
    public static final int ROOT = 0;

    private static final Path SELF = Path.of("/proc/self");
    private static final int TYPE = 0170000;
    private static final int DIRECTORY = 0040000;
    private static final int FILE = 0100000;
    private static final int LINK = 0120000;
    private static final int STICKY = 01000;
    private static final int GROUP_MAY_WRITE = 0020;
    private static final int ANYBODY_MAY_WRITE = 0002;
    private static final int ALL_MODES = 07777;

    /** Empty if there is no such file, or if the platform does not have such owners and modes. */
    public static Optional<FileStatus> of(Path file) throws IOException {
        return read(file, LinkOption.NOFOLLOW_LINKS);
    }

    /** The user id of this process. Empty if the system does not show the user id. */
    public static Optional<Integer> ownUid() {
        try {
            return read(SELF).map(FileStatus::uid);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<FileStatus> read(Path file, LinkOption... options) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return Optional.empty();
        }
        try {
            Map<String, Object> values = Files.readAttributes(file, "unix:uid,gid,mode,nlink", options);
            return Optional.of(new FileStatus(
                    number(values, "uid"), number(values, "gid"), number(values, "mode"), number(values, "nlink")));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static int number(Map<String, Object> values, String name) {
        return values.get(name) instanceof Number number ? number.intValue() : 0;
    }

    public boolean isDirectory() {
        return (mode & TYPE) == DIRECTORY;
    }

    boolean isFile() {
        return (mode & TYPE) == FILE;
    }

    public boolean isLink() {
        return (mode & TYPE) == LINK;
    }

    /** Whether the file has a second name. That name may be anywhere on the file system. */
    public boolean hasOtherNames() {
        return isFile() && links > 1;
    }

    /** Whether other users than the owner may write the file. The mode of a link has no meaning. */
    public boolean othersMayWrite() {
        return !isLink() && (mode & (GROUP_MAY_WRITE | ANYBODY_MAY_WRITE)) != 0;
    }

    /** Whether an account may rename or remove other users' entries in this folder. */
    public boolean entriesMayBeMovedBy(ServerAccount account) {
        boolean mayWrite = (mode & ANYBODY_MAY_WRITE) != 0 || ((mode & GROUP_MAY_WRITE) != 0 && gid == account.gid());
        return uid == account.uid() || (mayWrite && (mode & STICKY) == 0);
    }

    /** The permissions in octal, as chmod takes them. */
    public String permissions() {
        return String.format("%04o", mode & ALL_MODES);
    }
}

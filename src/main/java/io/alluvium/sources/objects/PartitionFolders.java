package io.alluvium.sources.objects;

import io.alluvium.failure.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Folders of a path that are named {@code name=value}, as Hive and Spark write them. */
final class PartitionFolders {
    /** What Hive writes where there is no value. */
    private static final String NO_VALUE = "__HIVE_DEFAULT_PARTITION__";

    private final FileFaults faults;
    private final List<String> wanted;

    /** @param wanted the names that every path must have */
    PartitionFolders(FileFaults faults, List<String> wanted) {
        this.faults = faults;
        this.wanted = List.copyOf(wanted);
    }

    /** The names in any of these paths, as they are spelled first. */
    static List<String> names(List<String> paths) {
        Set<String> folded = new HashSet<>();
        List<String> names = new ArrayList<>();
        for (String path : paths) {
            for (String folder : folders(path)) {
                if (folder.indexOf('=') > 0) {
                    String written = folder.substring(0, folder.indexOf('='));
                    String name = text(bytes(written)).orElse(written);
                    if (folded.add(name.toLowerCase(Locale.ROOT))) {
                        names.add(name);
                    }
                }
            }
        }
        return names;
    }

    private static List<String> folders(String path) {
        List<String> parts = Arrays.asList(path.split("/", -1));
        return parts.subList(0, parts.size() - 1);
    }

    /**
     * The value of each wanted name in UTF-8; null for none.
     *
     * @throws io.alluvium.failure.AlluviumException FILE_CORRUPT where a path has one of them not once
     */
    byte[] @Nullable [] values(String path) {
        List<String> folders = folders(path);
        byte[] @Nullable [] values = new byte[wanted.size()][];
        for (int i = 0; i < wanted.size(); i++) {
            values[i] = value(path, wanted.get(i), folders);
        }
        return values;
    }

    private byte @Nullable [] value(String path, String name, List<String> folders) {
        List<String> found = new ArrayList<>();
        for (String folder : folders) {
            int end = folder.indexOf('=');
            if (end > 0
                    && text(bytes(folder.substring(0, end)))
                            .filter(name::equalsIgnoreCase)
                            .isPresent()) {
                found.add(folder.substring(end + 1));
            }
        }
        if (found.size() != 1) {
            throw faults.problem(
                            ErrorCode.FILE_CORRUPT,
                            "the path of " + path + " has " + (found.isEmpty() ? "no folder " : "several folders ")
                                    + name + "=…")
                    .marking(name)
                    .because("partitions says that it tells " + name)
                    .fixedBy("move the file, narrow the glob, or leave " + name + " out of partitions")
                    .asException();
        }
        byte[] value = bytes(found.get(0));
        if (text(value).isEmpty()) {
            throw unfit(path, name, "text in UTF-8");
        }
        return found.get(0).equals(NO_VALUE) ? null : value;
    }

    RuntimeException unfit(String path, String name, String type) {
        return faults.problem(ErrorCode.FILE_CORRUPT, "the folder " + name + "=… of " + path + " is no " + type)
                .marking(name)
                .fixedBy("move the file, narrow the glob, or declare " + name + " as string")
                .asException();
    }

    private static Optional<String> text(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** A percent sign and two hexadecimal digits stand for a byte. */
    private static byte[] bytes(String written) {
        byte[] bytes = written.getBytes(StandardCharsets.UTF_8);
        int length = 0;
        for (int at = 0; at < bytes.length; at++) {
            if (bytes[at] == '%' && at + 2 < bytes.length && digit(bytes[at + 1]) >= 0 && digit(bytes[at + 2]) >= 0) {
                bytes[length++] = (byte) (digit(bytes[at + 1]) << 4 | digit(bytes[at + 2]));
                at += 2;
            } else {
                bytes[length++] = bytes[at];
            }
        }
        return Arrays.copyOf(bytes, length);
    }

    private static int digit(byte character) {
        return Character.digit(character, 16);
    }
}

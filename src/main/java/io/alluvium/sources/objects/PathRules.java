package io.alluvium.sources.objects;

import io.alluvium.config.HoconSection;
import io.alluvium.sources.objects.packed.Packing;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Says what is read off the paths of a table's files.
 *
 * @param partitions names of folders {@code name=value} whose values are columns
 * @param packing how the files are packed
 */
public record PathRules(List<String> partitions, Compression packing) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Folders tell no values, the end of each name tells how it is packed. */
    public static final PathRules USUAL = new PathRules(List.of(), Compression.AUTO);

    /** How files are packed; a project spells it in lower case. */
    public enum Compression {
        /** As the end of each name says. */
        AUTO,
        NONE,
        GZIP,
        ZSTD,
        BZIP2,
        ZIP;

        Packing of(String path) {
            return this == AUTO ? Packing.of(path) : Packing.valueOf(name());
        }
    }

    public PathRules {
        partitions = List.copyOf(partitions);
    }

    /** Names of folders {@code name=value} in these paths that are no columns. */
    List<String> passedOver(List<String> files) {
        return PartitionFolders.names(files).stream()
                .filter(name -> !isPartition(name) && !name.contains("*") && !name.contains("?"))
                .toList();
    }

    /** How a project makes columns of such folders, with those that are columns already. */
    String fix(List<String> more) {
        return "partitions = ["
                + Stream.concat(partitions.stream(), more.stream())
                        .map(HoconSection::key)
                        .collect(Collectors.joining(", "))
                + "] makes columns of them";
    }

    /** Whether a column has its values from folders. */
    boolean isPartition(String column) {
        return partitions.stream().anyMatch(column::equalsIgnoreCase);
    }
}

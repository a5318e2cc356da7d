package io.alluvium.sources.objects.survey;

import io.alluvium.sources.objects.packed.Packing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Files that seem to be of one table: names that differ only in numbers and dates, or all files of a folder that begin alike.
 *
 * @param name what the table may be called
 * @param ending of the files' names, in lower case, without what says how they are packed
 * @param globs patterns that mean them, the plainest first; they may mean others too
 * @param paths all of them
 * @param partitions names of folders {@code name=value} in which they lie
 */
public record FileGroup(String name, String ending, List<String> globs, List<String> paths, List<String> partitions) {
    private static final String NUMBER = "#";
    private static final String UUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";

    /** How AWS DMS calls files: those of the full load, counted in hexadecimal, and those of changes, by time. */
    private static final String CHANGES = "LOAD[0-9A-F]{5,}|[0-9]{8}-[0-9]{9,}";

    /** How tools call files of which all of a folder are one table, whatever letters are in it. */
    private static final String LANDED = CHANGES + "|[0-9]{10}[.][0-9]{1,9}[.][0-9a-f]{10}";

    /** What programs call files that have no name of their own. */
    private static final Set<String> NAMELESS = Set.of(
            "part",
            "c",
            "data",
            "file",
            "export",
            "batch",
            "run",
            "chunk",
            "snapshot",
            "attempt",
            "out",
            "output",
            "t",
            "z",
            "tid",
            "snappy",
            "zstd",
            "lz",
            "m",
            "r");

    public FileGroup {
        globs = List.copyOf(globs);
        paths = List.copyOf(paths);
        partitions = List.copyOf(partitions);
    }

    /** A path in parts, with a mark where it has a number. */
    private record Pattern(String folder, String stem, String ending, String rest, List<String> partitions) {
        static Pattern of(String path) {
            List<String> parts = Arrays.asList(path.split("/"));
            List<String> folders = new ArrayList<>();
            List<String> partitions = new ArrayList<>();
            for (String part : parts.subList(0, parts.size() - 1)) {
                int value = part.indexOf('=');
                if (value > 0) {
                    partitions.add(part.substring(0, value));
                }
                folders.add(value > 0 ? part.substring(0, value) + "=" + NUMBER : numbered(part));
            }
            String file = parts.get(parts.size() - 1);
            String plain = Packing.unpackedName(file);
            int dot = plain.lastIndexOf('.');
            String ending = dot > 0 ? plain.substring(dot).toLowerCase(Locale.ROOT) : "";
            String stem = dot > 0 ? plain.substring(0, dot) : plain;
            String folder = String.join("/", folders);
            boolean landed = stem.matches(LANDED);
            return new Pattern(
                    landed ? folder.replaceAll("(?<=.)(/" + NUMBER + ")+$", "") : folder,
                    landed ? NUMBER : numbered(stem),
                    ending,
                    file.substring(stem.length()),
                    partitions);
        }

        /** The name without folders and endings. */
        static String stem(String path) {
            String plain = Packing.unpackedName(path.substring(path.lastIndexOf('/') + 1));
            int dot = plain.lastIndexOf('.');
            return dot > 0 ? plain.substring(0, dot) : plain;
        }

        private static String numbered(String text) {
            return text.replace(NUMBER, "?")
                    .replaceAll(UUID, NUMBER)
                    .replaceAll("[0-9]+([-_.T:]?[0-9]+)*", NUMBER)
                    .replaceAll("#([-_.T:]?#)+", NUMBER);
        }

        String name() {
            List<String> words = words(stem);
            if (!words.isEmpty()) {
                return String.join("_", words);
            }
            List<String> folders = Arrays.asList(folder.split("/"));
            for (int i = folders.size() - 1; i >= 0; i--) {
                words = words(folders.get(i).contains("=") ? "" : folders.get(i));
                if (!words.isEmpty()) {
                    return String.join("_", words);
                }
            }
            return "files";
        }

        private static List<String> words(String text) {
            List<String> words = new ArrayList<>(Arrays.asList(text.split("[^\\p{L}\\p{M}]+")));
            words.removeIf(word -> word.isEmpty());
            return words.stream().map(word -> word.toLowerCase(Locale.ROOT)).allMatch(NAMELESS::contains)
                    ? List.of()
                    : words;
        }

        private String glob(String number) {
            return pattern(folder, "*") + (folder.isEmpty() ? "" : "/") + pattern(stem, number) + pattern(rest, number);
        }

        private static String pattern(String text, String number) {
            return text.replaceAll("([*?\\[\\]{}\\\\])", "\\\\$1").replace(NUMBER, number);
        }

        List<String> globs() {
            return List.of(glob("*"), glob("[0-9]*"), deepGlob());
        }

        /** Days and hours may have folders of their own beneath. */
        private String deepGlob() {
            return pattern(folder, "*") + (folder.isEmpty() ? "" : "/") + "**/" + pattern(stem, "*")
                    + pattern(rest, "*");
        }

        String folderGlob() {
            return pattern(folder, "*") + "/*" + pattern(rest, "*");
        }
    }

    /** The name of the folder in which the files' own folder lies: a schema or a data set; empty where there is none. */
    public String folderAbove() {
        String[] parts = Pattern.of(paths.get(0)).folder().split("/", -1);
        return parts.length < 2 ? "" : parts[parts.length - 2].replace(NUMBER, "");
    }

    /** Whether all are files of a full load and of changes, as AWS DMS writes them. */
    public boolean isOfChanges() {
        return paths.stream().allMatch(path -> Pattern.stem(path).matches(CHANGES));
    }

    /** The ending of a file's name, in lower case, without what says how it is packed; empty where it has none. */
    public static String ending(String path) {
        return path.isEmpty() ? "" : Pattern.of(path).ending();
    }

    /**
     * Groups files, which come by path.
     *
     * @param beginning how a file begins; those of one folder that begin alike are of one table
     */
    public static List<FileGroup> of(List<String> paths, Function<String, String> beginning) {
        Map<List<String>, List<String>> alike =
                grouped(paths, (path, pattern) -> List.of(pattern.folder(), pattern.stem(), pattern.rest()));
        Map<List<String>, List<List<String>>> byFolder = new LinkedHashMap<>();
        alike.forEach(
                (key, files) -> byFolder.computeIfAbsent(List.of(key.get(0), key.get(2)), folder -> new ArrayList<>())
                        .add(files));
        List<FileGroup> groups = new ArrayList<>();
        byFolder.forEach((folder, groupsOfFolder) -> {
            boolean one = groupsOfFolder.size() > 1
                    && !folder.get(0).isEmpty()
                    && groupsOfFolder.stream().allMatch(files -> files.size() == 1)
                    && groupsOfFolder.stream()
                                    .map(files -> beginning.apply(files.get(0)))
                                    .distinct()
                                    .count()
                            == 1;
            if (one) {
                groups.add(
                        ofFolder(groupsOfFolder.stream().flatMap(List::stream).toList()));
            } else {
                groupsOfFolder.forEach(files -> groups.add(ofNames(files)));
            }
        });
        return groups;
    }

    private static Map<List<String>, List<String>> grouped(
            List<String> paths, BiFunction<String, Pattern, List<String>> key) {
        Map<List<String>, List<String>> groups = new LinkedHashMap<>();
        paths.forEach(path -> groups.computeIfAbsent(key.apply(path, Pattern.of(path)), any -> new ArrayList<>())
                .add(path));
        return groups;
    }

    private static FileGroup ofNames(List<String> files) {
        Pattern pattern = Pattern.of(files.get(0));
        Set<String> globs = new LinkedHashSet<>();
        if (files.size() == 1
                && pattern.partitions().isEmpty()
                && !pattern.glob("*").contains("*")) {
            globs.add(Pattern.pattern(files.get(0), NUMBER));
        }
        globs.addAll(pattern.globs());
        return new FileGroup(pattern.name(), pattern.ending(), List.copyOf(globs), files, pattern.partitions());
    }

    private static FileGroup ofFolder(List<String> files) {
        Pattern pattern = Pattern.of(files.get(0));
        Pattern nameless = new Pattern(pattern.folder(), "", pattern.ending(), pattern.rest(), pattern.partitions());
        return new FileGroup(
                nameless.name(), pattern.ending(), List.of(pattern.folderGlob()), files, pattern.partitions());
    }
}

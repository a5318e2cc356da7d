package io.alluvium.sources.objects;

import io.alluvium.domain.Layer;
import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.Problem;
import io.alluvium.source.TableOffer;
import io.alluvium.source.columns.StoredColumns;
import io.alluvium.sources.objects.survey.FileGroup;
import io.alluvium.sources.objects.survey.Landing;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.types.StructType;

/**
 * The files of a folder that no project declares yet, of which groups become tables.
 *
 * @param left what tools left beside the files
 */
record SurveyedFiles(FolderAddress address, List<SourceFile> files, LeftByTools left) {
    private static final Place PLACE = new Place("--from", 0);
    private static final int HEAD = 64 << 10;

    /** A table of such files, as a project would declare it. */
    static FilesTable table(String glob, FileFormat format) {
        return table(glob, format, Optional.empty(), FilesTable.AS_WRITTEN, PathRules.USUAL);
    }

    static FilesTable table(
            String glob, FileFormat format, Optional<StructType> schema, StoredColumns stored, PathRules paths) {
        return new FilesTable(
                new TableName(Layer.RAW, "files"),
                PLACE,
                glob,
                format,
                FilesTable.Load.APPEND,
                FilesTable.Corrupt.FAIL,
                List.of(),
                schema,
                stored,
                paths,
                FileLife.USUAL);
    }

    /**
     * How a file begins, in whole lines.
     *
     * @param name of the file, or of the first one in an archive
     */
    record Head(String name, String text, boolean isUtf16) {
        static final Head EMPTY = new Head("", "", false);
    }

    String firstLine(String path) {
        String head = head(path).text();
        int end = head.indexOf('\n');
        return end < 0 ? head : head.substring(0, end);
    }

    /** The beginning of a file's text; of an archive, of the first file in it. Empty where it cannot be read. */
    Head head(String path) {
        TextFiles.Head read;
        try {
            FileFaults faults = table(path, FileFormat.Csv.USUAL).faults(!address.isLocal());
            TextFiles texts = new TextFiles(faults, address.open(), FileEncoding.UTF_8, PathRules.Compression.AUTO);
            read = texts.head(path, HEAD);
        } catch (AlluviumException e) {
            return Head.EMPTY;
        }
        byte[] head = read.bytes();
        boolean marked = head.length > 1 && (head[0] == -1 && head[1] == -2 || head[0] == -2 && head[1] == -1);
        Charset charset = marked ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
        String text = new String(head, charset);
        int end = text.lastIndexOf('\n');
        return new Head(read.name(), head.length < HEAD || end < 0 ? text : text.substring(0, end + 1), marked);
    }

    /** What the tool that wrote a group says of it beside the files. */
    Landing.Hints hints(FileGroup group) {
        return left.hints(group.paths().get(0));
    }

    /** What a group of them is as a table, by all their rows. */
    TableOffer offer(FileGroup group) {
        try {
            Optional<String> glob = group.globs().stream()
                    .filter(pattern -> matched(pattern).equals(Set.copyOf(group.paths())))
                    .findFirst();
            if (glob.isEmpty()) {
                return refused(group, "no pattern tells them from other files");
            }
            Set<String> paths = Set.copyOf(group.paths());
            List<SourceFile> own =
                    files.stream().filter(file -> paths.contains(file.path())).toList();
            return new GroupSurvey(this, group, glob.get(), own).offer();
        } catch (AlluviumException e) {
            Problem problem = e.problems().get(0);
            return refused(
                    group,
                    Stream.of(Optional.of(problem.message()), problem.label(), problem.fix())
                            .flatMap(Optional::stream)
                            .collect(Collectors.joining(", ")));
        }
    }

    TableOffer refused(FileGroup group, String reason) {
        return new TableOffer.Refused("", group.name(), group.globs().get(0), List.of(), reason);
    }

    private Set<String> matched(String pattern) {
        FileGlob glob = new FileGlob(table(pattern, FileFormat.Csv.USUAL));
        return files.stream().map(SourceFile::path).filter(glob::matches).collect(Collectors.toSet());
    }
}

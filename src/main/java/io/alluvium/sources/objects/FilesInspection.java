package io.alluvium.sources.objects;

import io.alluvium.config.BucketPath;
import io.alluvium.config.HoconSection;
import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.source.Inspection;
import io.alluvium.source.SchemaChange;
import io.alluvium.source.TableOffer;
import io.alluvium.sources.objects.survey.FileGroup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads the files of a folder, to offer them as tables. */
final class FilesInspection implements Inspection {
    private static final Place PLACE = new Place("--from", 0);
    private static final List<String> ADVICE = List.of(
            "The types held for all rows of all files that are there now. A later row that does not fit stops its table",
            "until the type is changed to one that holds it, as string does; corrupt = keep goes on and keeps such rows as"
                    + " text.");

    @Override
    public boolean takes(String url) {
        return !url.contains("://") || BucketPath.isMeant(url);
    }

    @Override
    public Optional<String> passwordVariable() {
        return Optional.empty();
    }

    @Override
    public Inspected of(Address address) {
        if (address.password().isPresent()
                || address.ca().isPresent()
                || !address.schemas().isEmpty()) {
            throw Problem.of(ErrorCode.USAGE, "--password, --ca and --schema are of databases, and --from names files")
                    .fixedBy("alluvium init --from FOLDER, or --from postgres://USER@HOST:PORT/DATABASE")
                    .asException();
        }
        String path = path(address);
        Optional<Path> single = Optional.of(path)
                .filter(named -> !BucketPath.isMeant(named))
                .map(Path::of)
                .filter(Files::isRegularFile);
        if (single.isPresent()) {
            return ofOne(single.get(), address);
        }
        if (!BucketPath.isMeant(path) && !Files.isDirectory(Path.of(path))) {
            throw Problem.of(ErrorCode.USAGE, "there is no folder " + path)
                    .fixedBy("name a folder with files, or postgres://USER@HOST:PORT/DATABASE")
                    .asException();
        }
        FilesSpec source = new FilesSpec("files", PLACE, path, SchemaChange.ADD, List.of());
        FolderListing listing = new FolderListing(source);
        List<SourceFile> files =
                listing.files(SurveyedFiles.table("**", FileFormat.Csv.USUAL)).ready();
        if (files.isEmpty()) {
            throw Problem.of(ErrorCode.USAGE, "there is no file in " + path)
                    .fixedBy("name a folder with files: alluvium init --from FOLDER")
                    .asException();
        }
        LeftByTools left = LeftByTools.in(listing.folder());
        SurveyedFiles surveyed = new SurveyedFiles(listing.address(), files, left);
        List<String> plain =
                files.stream().map(SourceFile::path).filter(left::isOfRows).toList();
        List<TableOffer> offers = new ArrayList<>(left.tables());
        FileGroup.of(plain, surveyed::firstLine).stream().map(surveyed::offer).forEach(offers::add);
        return new Inspected(name(path), Origin.FILES, path, declaration(path, address), ADVICE, offers);
    }

    /** A file that a person names is a table by itself, whatever lies beside it. */
    private static Inspected ofOne(Path file, Address address) {
        String folder = String.valueOf(file.getParent());
        FilesSpec source = new FilesSpec("files", PLACE, folder, SchemaChange.ADD, List.of());
        FolderListing listing = new FolderListing(source);
        String name = String.valueOf(file.getFileName());
        List<SourceFile> files = listing.files(SurveyedFiles.table("*", FileFormat.Csv.USUAL)).ready().stream()
                .filter(found -> found.path().equals(name))
                .toList();
        SurveyedFiles surveyed = new SurveyedFiles(listing.address(), files, LeftByTools.in(listing.folder()));
        List<TableOffer> offers = FileGroup.of(List.of(name), surveyed::firstLine).stream()
                .map(surveyed::offer)
                .toList();
        return new Inspected(name(folder), Origin.FILES, file.toString(), declaration(folder, address), ADVICE, offers);
    }

    private static String path(Address address) {
        return BucketPath.isMeant(address.url())
                ? address.url().replaceFirst("(?i)^s3[an]?://", "s3a://").replaceFirst("/+$", "")
                : address.directory().resolve(address.url()).normalize().toString();
    }

    private static String name(String path) {
        String last = path.substring(path.lastIndexOf('/') + 1);
        return TableName.proposal(last.toLowerCase(Locale.ROOT)).orElse("files");
    }

    /** A folder inside the project's, or beside it, moves with it; any other keeps its full path. */
    private static List<String> declaration(String path, Address address) {
        String written = path;
        if (!BucketPath.isMeant(path)) {
            Path folder = Path.of(path);
            Path above = address.project().getParent();
            boolean near = folder.startsWith(address.project()) || above != null && folder.startsWith(above);
            String relative = address.project().relativize(folder).toString();
            written = !near ? path : relative.isEmpty() ? "." : relative;
        }
        return List.of("type = files, path = " + HoconSection.quoted(written));
    }
}

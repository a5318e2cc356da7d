package io.alluvium.sources.objects;

import io.alluvium.config.HoconSection;
import io.alluvium.domain.Place;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.Causes;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.sources.objects.csv.BrokenTrailerException;
import io.alluvium.sources.objects.packed.DamagedException;
import io.alluvium.sources.objects.typed.BrokenFileException;
import io.alluvium.sources.objects.xml.BrokenXmlException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.io.UnsupportedEncodingException;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;

/**
 * What people are told when a table's files cannot be read.
 *
 * @param table its name
 * @param place where the project declares it
 * @param glob which files it means
 * @param format what they are called
 * @param remote whether they lie elsewhere than on this machine
 */
record FileFaults(String table, Place place, String glob, String format, boolean remote) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** What an error means that was raised while a file was read. */
    AlluviumException of(String file, IOException error) {
        if (Causes.has(error, FileNotFoundException.class)) {
            return problem(ErrorCode.FILE_CHANGED, "the file " + file + " went away while it was read")
                    .asException(error);
        }
        return ofContent(file, error)
                .or(() -> ofText(file, error))
                .orElseGet(() -> problem(
                                remote ? ErrorCode.SOURCE_UNREACHABLE : ErrorCode.FILE_CORRUPT,
                                "the file " + file + " cannot be read")
                        .because(error.getClass().getSimpleName()))
                .asException(error);
    }

    /** The file is damaged, or not all of it is there. */
    private Optional<Problem> ofContent(String file, IOException error) {
        Optional<BrokenFileException> broken = Causes.first(error, BrokenFileException.class);
        if (broken.isPresent()) {
            return Optional.of(problem(
                            ErrorCode.FILE_CORRUPT,
                            "the file " + file + " cannot be read as " + format + ": "
                                    + broken.get().getMessage())
                    .fixedBy("put the whole file in its place, move it away, or narrow the glob"));
        }
        if (error instanceof BrokenTrailerException) {
            return Optional.of(
                    problem(ErrorCode.FILE_CORRUPT, "the file " + file + " is damaged, or not all of it is there")
                            .because(error.getMessage() + "; nothing was loaded")
                            .fixedBy("put the whole file in its place, or move it away"));
        }
        if (error instanceof DamagedException) {
            return Optional.of(problem(ErrorCode.FILE_CORRUPT, "the file " + file + " cannot be unpacked")
                    .because(error.getMessage() + "; nothing was loaded")
                    .fixedBy(
                            "put the whole file in its place, move it away, or narrow the glob; where names do not tell"
                                    + " how files are packed, say compression = none, gzip, zstd, bzip2 or zip"));
        }
        return Optional.empty();
    }

    /** The file is no text, or none of the format. */
    private Optional<Problem> ofText(String file, IOException error) {
        if (error instanceof CharacterCodingException) {
            return Optional.of(notOfFormat(file, "bytes that are no text in the table's encoding"));
        }
        if (error instanceof Utf8Text.UnmarkedOrderException) {
            return Optional.of(notOfFormat(file, String.valueOf(error.getMessage())));
        }
        if (error instanceof UnsupportedEncodingException) {
            return Optional.of(
                    notOfFormat(file, "it says that it is in " + error.getMessage() + ", which is not known"));
        }
        return error instanceof BrokenXmlException
                ? Optional.of(notOfFormat(file, String.valueOf(error.getMessage())))
                : Optional.empty();
    }

    /** A file that is not of the table's format at all. */
    Problem notOfFormat(String file, String why) {
        return problem(ErrorCode.FILE_CORRUPT, "the file " + file + " is not " + format + ": " + why)
                .fixedBy("move the file away, or narrow the glob");
    }

    /** Nobody could say which of the two is meant. */
    AlluviumException ofFolderToo(String file, String name) {
        return problem(
                        ErrorCode.FILE_CORRUPT,
                        "the file " + file + " has " + name + " itself, and its folders tell it too")
                .marking("partitions")
                .because("partitions names it")
                .fixedBy("exclude = [" + HoconSection.key(name)
                        + "] takes what folders tell; or leave it out of partitions")
                .asException();
    }

    Problem problem(ErrorCode code, String message) {
        return Problem.of(code, message).at(place).marking(glob);
    }

    AlluviumException stopped() {
        return problem(ErrorCode.INTERRUPTED, "stopped while files of " + table + " were read")
                .asException();
    }
}

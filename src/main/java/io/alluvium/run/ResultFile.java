package io.alluvium.run;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.report.RunRecord;
import io.alluvium.report.RunResults;
import io.alluvium.storage.Storage;
import java.io.IOException;
import java.util.Optional;

/** The file in a run's folder that says how it ended. */
final class ResultFile {
    private static final String NAME = "run_results.json";

    private ResultFile() {}

    static void write(Storage folder, RunRecord record) {
        try {
            folder.replace(NAME, RunResults.write(record));
        } catch (IOException e) {
            throw Problem.of(ErrorCode.STORAGE_FAILED, "the run's results cannot be written to " + folder.name(NAME))
                    .fixedBy("look at the disk; the tables are as the run left them")
                    .asException(e);
        }
    }

    /** Empty for a run that has not ended. */
    static Optional<RunRecord> read(Storage folder) {
        try {
            return folder.read(NAME).map(RunResults::read);
        } catch (IOException e) {
            throw Problem.of(ErrorCode.STORAGE_FAILED, folder.name(NAME) + " cannot be read")
                    .asException(e);
        }
    }
}

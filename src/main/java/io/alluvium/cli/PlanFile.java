package io.alluvium.cli;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.plan.SavedPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A saved plan on the disk. */
final class PlanFile {
    private PlanFile() {}

    /** In the place of what was there. */
    static void write(Path file, SavedPlan plan) {
        try {
            Files.writeString(file, plan.text());
        } catch (IOException e) {
            throw Problem.of(ErrorCode.USAGE, "cannot write " + file)
                    .fixedBy("name a file in a folder that is there: --out FILE")
                    .asException(e);
        }
    }

    /** @throws io.alluvium.failure.AlluviumException USAGE, PLAN_REFUSED */
    static SavedPlan read(Path file) {
        try {
            return SavedPlan.parse(Files.readString(file), file.toString());
        } catch (IOException e) {
            throw Problem.of(ErrorCode.USAGE, "cannot read " + file)
                    .fixedBy("make a plan first: alluvium plan --out " + file)
                    .asException(e);
        }
    }
}

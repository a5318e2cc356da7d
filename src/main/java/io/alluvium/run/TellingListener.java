package io.alluvium.run;

import io.alluvium.domain.RunId;
import io.alluvium.domain.TableName;
import io.alluvium.report.ExitStatus;
import io.alluvium.report.RunRecord;
import io.alluvium.report.StepRecord;
import java.util.List;
import java.util.Optional;

/** Tells a listener, and writes the same to the files of events. */
record TellingListener(RunListener listener, EventFiles files) implements RunListener {
    @Override
    public void started(RunId run) {
        listener.started(run);
    }

    @Override
    public Optional<ExitStatus> signal() {
        return listener.signal();
    }

    @Override
    public void planned(List<TableName> tables) {
        listener.planned(tables);
    }

    @Override
    public void begun(TableName table) {
        files.started(table);
        listener.begun(table);
    }

    @Override
    public void finished(StepRecord step) {
        files.ended(step);
        listener.finished(step);
    }

    @Override
    public void reached(TableName table, Boundary boundary) {
        listener.reached(table, boundary);
    }

    @Override
    public void ended(RunRecord run) {
        listener.ended(run);
    }
}

package io.alluvium.run;

import io.alluvium.config.ProjectConfig;
import io.alluvium.config.ProjectReader;
import io.alluvium.domain.RunKey;
import io.alluvium.domain.TableName;
import io.alluvium.journal.Lease;
import io.alluvium.journal.StateUpgrade;
import io.alluvium.lake.Libraries;
import io.alluvium.lake.TableVersion;
import io.alluvium.report.RunRecord;
import io.alluvium.sources.SourceTypes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What a warehouse itself tells of a project: its tables and its runs. Asks no source and reads no model. */
record ProjectTables(ProjectConfig config, Warehouse warehouse, Spark spark, Clock clock) implements OpenTables {

    /** Reads the configuration alone. */
    static ProjectTables open(ProjectReader.Request request, Clock clock) {
        Libraries.found().refuseOthers();
        ProjectConfig project = ProjectReader.read(request, (directory, sections) -> {});
        return of(project, SourceTypes.all(), clock);
    }

    /** Of a configuration that was read; starts no Spark session yet. */
    static ProjectTables of(ProjectConfig project, SourceTypes types, Clock clock) {
        Warehouse warehouse = Warehouse.of(project.storage(), project.name(), types);
        return new ProjectTables(project, warehouse, new Spark(warehouse.lake(), "alluvium " + project.name()), clock);
    }

    @Override
    public Optional<RunRecord> record(Optional<Long> run) {
        return new PastRuns(warehouse.journal()).record(run);
    }

    @Override
    public Optional<Found> find(RunKey key) {
        return new PastRuns(warehouse.journal()).find(key);
    }

    @Override
    public boolean isAtWork() {
        return warehouse.journal().isLeaseHeld();
    }

    @Override
    public StateUpgrade upgrade() {
        return warehouse.journal().upgrade();
    }

    @Override
    public StateUpgrade upgrade(Duration leaseWait) {
        StateUpgrade seen = upgrade();
        if (!seen.isNeeded()) {
            return seen;
        }
        try (Lease lease = warehouse.journal().lease(leaseWait)) {
            StateUpgrade underLease = upgrade();
            warehouse.journal().raise();
            return underLease;
        }
    }

    @Override
    public List<TableVersion> tables() {
        return warehouse.lake().tables().stream()
                .flatMap(table -> warehouse.lake().current(table).stream())
                .filter(version -> warehouse.owns(config.name(), version))
                .toList();
    }

    @Override
    public String path(TableName table) {
        return warehouse.lake().path(table);
    }

    @Override
    public List<TableName> readable() {
        return List.copyOf(readable(tables()).names());
    }

    private Readable readable(List<TableVersion> tables) {
        return Readable.of(warehouse, tables, new Parameters(config.variables(), clock.instant()));
    }

    @Override
    public Dataset<Row> query(String sql) {
        Readable readable = readable(tables());
        return new AdHocQuery(sql, readable, clock.instant())
                .rows(spark.session().session("query", readable.tables()));
    }
}

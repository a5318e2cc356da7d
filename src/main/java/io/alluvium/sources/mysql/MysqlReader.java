package io.alluvium.sources.mysql;

import io.alluvium.source.Look;
import io.alluvium.source.ReadPlan;
import io.alluvium.source.TableRead;
import io.alluvium.source.survey.Bounds;
import io.alluvium.source.survey.Seen;
import io.alluvium.source.survey.Survey;
import io.alluvium.source.window.Window;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the window that a look at a table found, in the state that it was looked at in. */
record MysqlReader(TableView table, Survey survey, Window window, Faults faults) implements Look.Reader {

    @Override
    public ReadPlan plan() {
        int parts;
        try {
            parts = partsWanted();
        } catch (SQLException e) {
            throw faults.ofTable(table.spec(), e).asException(Faults.logged(e));
        }
        return new ReadPlan(
                table.spec().mode().word(),
                parts,
                Optional.empty(),
                survey.overlap(window),
                Optional.of(table.schema()));
    }

    private int partsWanted() throws SQLException {
        return table.mode().bounds(window).scanned() ? KeyRangeSplit.wanted(table) : 1;
    }

    @Override
    public TableRead read() {
        Bounds bounds = table.mode().bounds(window);
        try {
            Seen seen = survey.seen(window);
            List<String> parts = KeyRangeSplit.conditions(table, bounds.rows().sql(), partsWanted(), seen.rows());
            return new TableRead(
                    new RowsReader(table, parts, faults),
                    OptionalLong.of(seen.rows()),
                    survey.overlap(window),
                    seen.fingerprint(),
                    table.guarantee().words(),
                    () -> {});
        } catch (SQLException e) {
            throw faults.ofTable(table.spec(), e).asException(Faults.logged(e));
        }
    }
}

package io.alluvium.run;

import io.alluvium.domain.RunId;
import io.alluvium.domain.TableName;
import io.alluvium.journal.Points;
import io.alluvium.lake.TableVersion;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The versions of all tables that one run works with: those it started from, fixed once, and in their place those that
 * its own steps commit. Whatever others write meanwhile, two models of a run read the same rows of a table. Safe for use
 * by many threads.
 */
final class Pins {
    private final Map<TableName, Pin> pins = new ConcurrentHashMap<>();
    private final Map<TableName, Long> views = new ConcurrentHashMap<>();
    private final Set<TableName> moved = ConcurrentHashMap.newKeySet();
    private final Set<TableName> changed = ConcurrentHashMap.newKeySet();

    /** What a look shows. A table whose log cannot be read has no pin; its own step says why. */
    static Pins of(Glance glance, Collection<TableName> tables) {
        Pins pins = new Pins();
        for (TableName table : tables) {
            TableFault.within(table, () -> glance.pin(table), unreadable -> Optional.<Pin>empty())
                    .ifPresent(pin -> pins.pins.put(table, pin));
        }
        return pins;
    }

    Optional<Pin> of(TableName table) {
        return Optional.ofNullable(pins.get(table));
    }

    /**
     * A step of the run committed this version.
     *
     * @param changes whether it has other rows than the one before
     */
    void committed(TableVersion version, long number, boolean changes) {
        pins.put(version.name(), new Pin(version, number));
        moved.add(version.name());
        if (changes) {
            changed.add(version.name());
        }
    }

    /** A step of the run looked at a view, and wrote down under this number what it is. */
    void viewed(TableName view, long number) {
        views.put(view, number);
        moved.add(view);
    }

    /**
     * A step that was tried again found its table like this: what an earlier attempt committed without hearing of it is
     * the run's own.
     */
    void found(Pin pin) {
        Pin before = pins.put(pin.version().name(), pin);
        if (!pin.equals(before)) {
            moved.add(pin.version().name());
            changed.add(pin.version().name());
        }
    }

    /** Whether a step of the run gave the table other rows. */
    boolean isChanged(TableName table) {
        return changed.contains(table);
    }

    /** Whether a step of the run committed to the table. */
    boolean isMoved(TableName table) {
        return moved.contains(table);
    }

    /** Whether a step of the run committed anything. */
    boolean isMoved() {
        return !moved.isEmpty();
    }

    /** Every table as the run leaves it. */
    Points.Point point(RunId run) {
        Map<TableName, Points.Version> tables = new TreeMap<>();
        pins.forEach((table, pin) -> tables.put(
                table, new Points.Version(pin.version().tableId(), pin.version().version())));
        views.forEach((view, number) -> tables.put(view, new Points.Version(ModelState.VIEW, number)));
        return new Points.Point(run, tables);
    }
}

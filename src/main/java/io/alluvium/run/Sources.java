package io.alluvium.run;

import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Kind;
import io.alluvium.failure.Problem;
import io.alluvium.journal.Position;
import io.alluvium.source.Known;
import io.alluvium.source.Look;
import io.alluvium.source.Source;
import io.alluvium.source.SourceContent;
import io.alluvium.source.SourceSpec;
import io.alluvium.source.TableSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Keeps the connected sources of one run or plan, each opened anew when it broke. A source that cannot be reached
 * a number of times in a row is left alone: its tables do not wait for it one after the other. Safe for many threads.
 */
final class Sources implements AutoCloseable {
    private final Map<String, SourceSpec> declared = new LinkedHashMap<>();
    private final Map<String, SourceSpec> specs = new LinkedHashMap<>();
    private final Map<String, Source> connected = new HashMap<>();
    private final Map<String, Problem> unreachable = new HashMap<>();
    private final Map<String, Integer> failures = new HashMap<>();
    private final Map<TableName, Source> lookedAtBy = new HashMap<>();
    private final List<Source> retired = new ArrayList<>();
    private final int tries;

    private Sources(int tries) {
        this.tries = tries;
    }

    /**
     * Connects to every source, and asks those whose tables are not all named which they have.
     *
     * @param tries how often in a row a source is tried that cannot be reached, at least once
     * @throws AlluviumException with what is wrong with users, passwords and patterns, of all sources at once; where a
     *     source cannot be reached that would have to tell its tables, nothing is known of what reads them
     */
    static Sources connect(List<SourceSpec> specs, int tries) {
        Sources sources = new Sources(tries);
        List<Problem> refused = new ArrayList<>();
        specs.forEach(spec -> sources.declared.put(spec.name(), spec));
        sources.specs.putAll(sources.declared);
        for (SourceSpec spec : specs) {
            try {
                sources.renew(spec.name());
            } catch (AlluviumException e) {
                if (e.kind() == Kind.USER || spec.isOpen()) {
                    refused.addAll(e.problems());
                }
            }
        }
        if (!refused.isEmpty()) {
            sources.close();
            throw new AlluviumException(refused);
        }
        return sources;
    }

    /** All sources in order, with every table named. */
    synchronized List<SourceSpec> specs() {
        return List.copyOf(specs.values());
    }

    /** Why the source could not be reached when it was last tried. */
    synchronized Optional<Problem> unreachable(String source) {
        return Optional.ofNullable(unreachable.get(source));
    }

    /** Whether the source was tried in vain as often as may be. */
    synchronized boolean isLost(String source) {
        return failures.getOrDefault(source, 0) >= tries;
    }

    /** @throws AlluviumException of kind SOURCE when the source cannot be reached now either, or is not tried any more */
    synchronized Source get(String source) {
        Source opened = connected.get(source);
        if (opened != null) {
            return opened;
        }
        if (isLost(source)) {
            throw Objects.requireNonNull(unreachable.get(source)).asException();
        }
        return renew(source);
    }

    /** Looks at a table; a source that breaks at it is given up, so that the next table finds it opened anew. */
    Look look(String source, TableSpec table, Known known) {
        Source opened = get(source);
        Optional<Problem> other = otherType(source, table, known);
        if (other.isPresent()) {
            return new Look.Refused(other.get());
        }
        try {
            Look look = opened.look(table, known);
            looked(table, opened);
            return look;
        } catch (AlluviumException e) {
            if (e.kind() == Kind.SOURCE) {
                giveUp(source, opened);
            }
            throw e;
        }
    }

    /** The content of a table, by the source that is to read it if it is read again; see {@link Source#content}. */
    Optional<SourceContent> content(String source, TableSpec table, Known known) {
        Source opened = get(source);
        Optional<SourceContent> content = opened.content(table, known);
        looked(table, opened);
        return content;
    }

    private synchronized void looked(TableSpec table, Source opened) {
        lookedAtBy.put(table.name(), opened);
    }

    /** Whether the source that looked at the table last is still the one to read it with. */
    synchronized boolean isCurrent(String source, TableSpec table) {
        Source looked = lookedAtBy.get(table.name());
        return looked != null && looked.equals(connected.get(source));
    }

    private synchronized Optional<Problem> otherType(String source, TableSpec table, Known known) {
        String type = Objects.requireNonNull(specs.get(source)).type().word();
        return known.pending()
                .or(known::reached)
                .map(Position::sourceType)
                .filter(before -> !before.equals(type))
                .map(before -> Problem.of(
                                ErrorCode.SOURCE_CHANGED_IDENTITY,
                                table.name() + " was loaded from a source of type " + before + " so far")
                        .at(table.place())
                        .because("a source of type " + type + " cannot go on where that left off")
                        .fixedBy("load it under another name, or anew: alluvium reset " + table.name()));
    }

    /** Forgets a source that failed, so that the next {@link #get} connects again. */
    synchronized void giveUp(String source, Source broken) {
        if (connected.remove(source, broken)) {
            retired.add(broken);
        }
    }

    private Source renew(String source) {
        Source opened =
                Objects.requireNonNull(specs.get(source)).beside(others(source)).open();
        try {
            specs.put(source, opened.connect());
        } catch (RuntimeException e) {
            opened.close();
            AlluviumException fault = e instanceof AlluviumException ours ? ours : unforeseen(source, e);
            if (fault.kind() != Kind.USER) {
                unreachable.put(source, fault.problems().get(0));
                failures.merge(source, 1, Integer::sum);
            }
            throw fault;
        }
        unreachable.remove(source);
        failures.remove(source);
        connected.put(source, opened);
        return opened;
    }

    /** Tables of other sources that choose their names first: all of those above it, of those below what sections name. */
    private Map<TableName, String> others(String source) {
        Map<TableName, String> others = new HashMap<>();
        boolean isAbove = true;
        for (String name : declared.keySet()) {
            if (name.equals(source)) {
                isAbove = false;
            } else {
                Objects.requireNonNull((isAbove ? specs : declared).get(name))
                        .tables()
                        .forEach(table -> others.put(
                                table.name(), table.origin().orElse(table.name().name()) + " of source " + name));
            }
        }
        return others;
    }

    /** Other sources go on. */
    private static AlluviumException unforeseen(String source, RuntimeException raised) {
        return Problem.of(
                        ErrorCode.DEFECT,
                        "source " + source + " failed in a way that is not expected: "
                                + raised.getClass().getSimpleName())
                .fixedBy("report it with the log and the version: alluvium --version")
                .asException(raised);
    }

    @Override
    public synchronized void close() {
        connected.values().forEach(Source::close);
        retired.forEach(Source::close);
    }
}

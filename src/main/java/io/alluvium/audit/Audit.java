package io.alluvium.audit;

import io.alluvium.failure.DidYouMean;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.source.AuditedTable;
import io.alluvium.source.LandedTable;
import io.alluvium.source.SourceContent;
import io.alluvium.source.keys.RangeDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.types.DataType;

/**
 * Compares a table that another tool loaded with its source. Both are digested by ranges of keys; of ranges that are not
 * alike the rows are held against each other, so many at a time as memory has room for.
 */
public final class Audit {
    private static final int SHARE_OF_MEMORY = 6;
    private static final long MOST_MEMORY = 2L << 30;

    private final AuditedTable source;
    private final LandedTable target;
    private final AuditOptions options;
    private final long memory;

    public Audit(AuditedTable source, LandedTable target, AuditOptions options) {
        this(source, target, options, Math.min(MOST_MEMORY, Runtime.getRuntime().maxMemory() / SHARE_OF_MEMORY));
    }

    /** @param memory for rows of the target, in bytes */
    Audit(AuditedTable source, LandedTable target, AuditOptions options, long memory) {
        this.source = source;
        this.target = target;
        this.options = options;
        this.memory = memory;
    }

    /** @throws io.alluvium.failure.AlluviumException kinds USER, DATA, SOURCE, RESOURCES */
    public AuditResult run() {
        Matching matching = new Matching(source, target, options);
        List<String> order = matching.order();
        Map<String, DataType> types = new HashMap<>();
        matching.pairs().forEach(pair -> pair.type().ifPresent(type -> types.put(pair.source(), type)));
        AuditedTable.Choice choice = new AuditedTable.Choice(
                matching.pairs().stream().map(Matching.Pair::source).toList(), types, matching.keyColumns(), before());
        try (AuditedTable.Opened opened = source.open(choice)) {
            return compared(opened.content(), matching, order);
        }
    }

    /** Each column is compared by itself, in a state of its own. */
    private Map<String, Long> staleBy(Matching matching, Findings findings) {
        Map<String, Long> staleBy = new LinkedHashMap<>();
        if (options.byColumn() && findings.counts().getOrDefault(AuditResult.Kind.STALE, 0L) > 0) {
            for (Matching.Pair pair : matching.pairs()) {
                if (!matching.keyColumns().contains(pair.source())) {
                    long stale = new Audit(source, target, options.only(pair.source()), memory)
                            .run()
                            .count(AuditResult.Kind.STALE);
                    if (stale > 0) {
                        staleBy.put(pair.source(), stale);
                    }
                }
            }
        }
        return staleBy;
    }

    private Optional<AuditedTable.Before> before() {
        return options.before().map(limit -> {
            List<String> names =
                    source.columns().stream().map(AuditedTable.Column::name).toList();
            String column = names.stream()
                    .filter(limit.column()::equalsIgnoreCase)
                    .findFirst()
                    .orElseThrow(() -> Problem.of(
                                    ErrorCode.USAGE,
                                    "--cursor names " + limit.column() + ", which is no column of " + source.name())
                            .didYouMean(DidYouMean.amongNames(names, limit.column()))
                            .asException());
            if (!source.isTime(column)) {
                throw Problem.of(ErrorCode.USAGE, "--cursor names " + column + ", which is no time")
                        .fixedBy("name a column with the time of the row's last change")
                        .asException();
            }
            return new AuditedTable.Before(column, limit.time());
        });
    }

    private AuditResult compared(SourceContent content, Matching matching, List<String> order) {
        Comparison comparison =
                new Comparison(content, new TargetRows(target, matching, order, content.ranges()), !order.isEmpty());
        Map<Integer, RangeDigest> atSource = new HashMap<>();
        content.digests().forEach(digest -> atSource.put(digest.range(), digest));
        TargetSums sums = comparison.sums();
        Findings findings = new Findings(matching.keyTypes(), options.keys());
        comparison.differences(sums, sums.unequal(atSource), findings);
        return new AuditResult(
                source.name(),
                target.what(),
                matching.tool().map(Tool::label),
                matching.keyColumns(),
                matching.pairs().stream().map(Matching.Pair::source).toList(),
                matching.omitted(),
                notes(matching, findings),
                new AuditResult.Rows(
                        atSource.values().stream().mapToLong(RangeDigest::rows).sum(),
                        content.newer(),
                        sums.rows(),
                        sums.gone(),
                        sums.past()),
                findings.counts(),
                staleBy(matching, findings),
                findings.keys());
    }

    private List<String> notes(Matching matching, Findings findings) {
        List<String> notes = new ArrayList<>(matching.notes());
        boolean versions = options.log() || !options.latestBy().isEmpty();
        if (!versions && findings.counts().getOrDefault(AuditResult.Kind.TWICE, 0L) > 0) {
            notes.add("if the target keeps versions of rows on purpose, --log compares the last one of each key");
        }
        if (!options.byColumn()
                && options.keys() > 0
                && findings.counts().getOrDefault(AuditResult.Kind.STALE, 0L) > 0) {
            notes.add("--by-column says in which columns stale rows differ");
        }
        if (options.before().isEmpty() && findings.counts().values().stream().anyMatch(count -> count > 0)) {
            notes.add("rows that changed after the load are missing, stale or extra by nature: --changed-before TIME"
                    + " --cursor COLUMN leaves out what was written since");
        }
        return notes;
    }

    /** One comparison; the target is read anew for each part that memory has room for. */
    private final class Comparison {
        private final SourceContent content;
        private final TargetRows rows;
        private final boolean versions;

        private Comparison(SourceContent content, TargetRows rows, boolean versions) {
            this.content = content;
            this.rows = rows;
            this.versions = versions;
        }

        private TargetSums sums() {
            TargetSums sums = new TargetSums(content.ranges());
            if (!versions) {
                long past = rows.read(sums::add);
                sums.dropped(new KeptRows.Dropped(0, past));
                return sums;
            }
            KeptRows kept = new KeptRows();
            long past = rows.read(row -> {
                sums.weigh(row);
                if (kept.bytes() <= memory) {
                    kept.add(row);
                }
            });
            sums.dropped(new KeptRows.Dropped(0, past));
            int shares = shares(sums.bytes());
            for (int number = 0; number < shares; number++) {
                settle(shares == 1 ? kept : kept(Set.of(), new Share(number, shares)), sums);
            }
            return sums;
        }

        private void settle(KeptRows kept, TargetSums sums) {
            kept.sort();
            sums.dropped(kept.settle());
            sums.add(kept);
        }

        private int shares(long bytes) {
            return (int) Math.max(1, (bytes + memory - 1) / memory);
        }

        /** @param ranges empty for all */
        private KeptRows kept(Set<Integer> ranges, Share share) {
            KeptRows kept = new KeptRows();
            rows.read(row -> {
                boolean wanted = (ranges.isEmpty() || ranges.contains(row.range))
                        && share.has(row.key.array(), row.key.length());
                if (wanted && (versions || !row.gone)) {
                    kept.add(row);
                }
            });
            return kept;
        }

        private void differences(TargetSums sums, Set<Integer> unequal, Findings findings) {
            Set<Integer> together = new HashSet<>();
            long bytes = 0;
            for (int range : unequal) {
                if (!together.isEmpty() && bytes + sums.bytes(range) > memory) {
                    differences(together, shares(bytes), findings);
                    together = new HashSet<>();
                    bytes = 0;
                }
                together.add(range);
                bytes += sums.bytes(range);
            }
            if (!together.isEmpty()) {
                differences(together, shares(bytes), findings);
            }
        }

        private void differences(Set<Integer> ranges, int shares, Findings findings) {
            for (int number = 0; number < shares; number++) {
                Share share = new Share(number, shares);
                KeptRows kept = kept(ranges, share);
                kept.sort();
                if (versions) {
                    kept.settle();
                }
                RowMerge merge = new RowMerge(kept, share, findings);
                content.rows(ranges, merge);
                merge.end();
            }
        }
    }
}

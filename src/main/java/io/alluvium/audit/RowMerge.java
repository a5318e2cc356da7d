package io.alluvium.audit;

import io.alluvium.audit.AuditResult.Kind;
import io.alluvium.source.SourceContent;
import io.alluvium.source.keys.RowDigest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The source's rows beside those of the target that are kept, both by range and key. Rows of one key are told together. */
final class RowMerge implements SourceContent.RowSink {
    private final KeptRows target;
    private final Share share;
    private final Findings findings;
    private int next;
    private byte @Nullable [] key;
    private int range;
    private final List<Long> digests = new ArrayList<>();
    private boolean newer;

    /**
     * @param target sorted; without rows that are gone
     * @param share which of the source's rows are compared with these
     */
    RowMerge(KeptRows target, Share share, Findings findings) {
        this.target = target;
        this.share = share;
        this.findings = findings;
    }

    @Override
    public void take(RowDigest row) {
        byte[] bytes = row.key().getBytes(StandardCharsets.UTF_8);
        if (!share.has(bytes, bytes.length)) {
            return;
        }
        if (key == null || range != row.range() || !Arrays.equals(key, bytes)) {
            settle();
            key = bytes;
            range = row.range();
            digests.clear();
            newer = false;
        }
        digests.add(row.digest());
        newer |= row.newer();
    }

    /** The source has no further row. */
    void end() {
        settle();
        while (next < target.size()) {
            extra();
        }
    }

    private void settle() {
        byte[] now = key;
        if (now == null) {
            return;
        }
        while (next < target.size() && target.compareKey(next, range, now) < 0) {
            extra();
        }
        int begin = next;
        while (next < target.size() && target.compareKey(next, range, now) == 0) {
            next++;
        }
        int there = next - begin;
        findings.add(Kind.TWICE, now, (long) there - digests.size());
        if (newer) {
            return;
        }
        findings.add(Kind.MISSING, now, (long) digests.size() - there);
        List<Long> unlike = new ArrayList<>(digests);
        for (int row = begin; row < next; row++) {
            unlike.remove((Long) target.digest(row));
        }
        findings.add(Kind.STALE, now, Math.min(digests.size(), there) - (digests.size() - unlike.size()));
    }

    /** The next row of the target, and those of the same key, are in no source. */
    private void extra() {
        int begin = next;
        while (next < target.size() && target.isSameKey(begin, next)) {
            next++;
        }
        byte[] there = target.key(begin);
        findings.add(Kind.EXTRA, there, 1);
        findings.add(Kind.TWICE, there, next - begin - 1L);
    }
}

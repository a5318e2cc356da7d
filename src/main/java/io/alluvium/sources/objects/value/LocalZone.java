package io.alluvium.sources.objects.value;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;

/** What a zone's local times mean. Remembers the span of times around the last one that have the same offset. */
final class LocalZone {
    private final ZoneRules rules;
    private long from = 1;
    private long until;
    private int offset;

    LocalZone(ZoneId zone) {
        this.rules = zone.getRules();
    }

    /**
     * The seconds since 1970 of a local time, which is given as if it were in UTC; {@link IsoTime#NONE} where the zone
     * skips that time or has it twice.
     */
    long instant(long local) {
        if (local < from || local >= until) {
            List<ZoneOffset> offsets = rules.getValidOffsets(LocalDateTime.ofEpochSecond(local, 0, ZoneOffset.UTC));
            if (offsets.size() != 1) {
                return IsoTime.NONE;
            }
            remember(local, offsets.get(0).getTotalSeconds());
        }
        return local - offset;
    }

    private void remember(long local, int offsetNow) {
        offset = offsetNow;
        Instant instant = Instant.ofEpochSecond(local - offsetNow);
        ZoneOffsetTransition before = rules.previousTransition(instant.plusSeconds(1));
        ZoneOffsetTransition after = rules.nextTransition(instant);
        from = before == null ? Long.MIN_VALUE : edge(before, true);
        until = after == null ? Long.MAX_VALUE : edge(after, false);
    }

    /** The local time at which a transition is over, or begins. */
    private static long edge(ZoneOffsetTransition transition, boolean over) {
        int before = transition.getOffsetBefore().getTotalSeconds();
        int after = transition.getOffsetAfter().getTotalSeconds();
        return transition.toEpochSecond() + (over ? Math.max(before, after) : Math.min(before, after));
    }
}

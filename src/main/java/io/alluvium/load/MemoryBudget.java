package io.alluvium.load;

import java.nio.ByteBuffer;

/** How much of row images may be kept; once it is used up nothing is kept any more. */
final class MemoryBudget {
    /** An image's buffer, its entry in a map and its place in a list, in 64-bit JVMs with compressed pointers. */
    private static final int OVERHEAD = 160;

    private long left;

    /** @param bytes of heap */
    MemoryBudget(long bytes) {
        this.left = bytes;
    }

    /** Whether this image may be kept too. */
    boolean allows(ByteBuffer image) {
        left -= image.remaining() + OVERHEAD;
        return left >= 0;
    }

    boolean isUsedUp() {
        return left < 0;
    }
}

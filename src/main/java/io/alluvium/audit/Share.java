package io.alluvium.audit;

/**
 * One of equal parts of all keys, as many as memory needs.
 *
 * @param number from 0
 */
record Share(int number, int of) {
    static final Share ALL = new Share(0, 1);
    private static final int SPREAD = 0x9E3779B1;

    boolean has(byte[] key, int length) {
        if (of == 1) {
            return true;
        }
        int hash = 1;
        for (int i = 0; i < length; i++) {
            hash = 31 * hash + key[i];
        }
        return Math.floorMod((hash * SPREAD) >>> 8, of) == number;
    }
}

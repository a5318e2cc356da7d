package io.alluvium.sources.objects.value;

/** Words of English letters, in upper or lower case. */
final class Words {
    private Words() {}

    /** @param word in lower case */
    static boolean same(byte[] text, int from, int end, String word) {
        if (end - from != word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if ((text[from + i] | 0x20) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}

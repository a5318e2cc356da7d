package io.alluvium.sources.objects.xml;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The name of the encoding that a document is in, by its first bytes. */
public final class XmlEncoding {
    /** As many as are needed for that. */
    public static final int HEAD = 512;

    private static final Pattern DECLARED =
            Pattern.compile("^<\\?xml\\s[^>]*?\\bencoding\\s*=\\s*[\"']([A-Za-z][A-Za-z0-9._-]*)[\"']");

    private XmlEncoding() {}

    /** @param head the first {@link #HEAD} bytes, or all */
    public static String of(byte[] head) {
        int first = head.length > 0 ? head[0] & 0xFF : -1;
        int second = head.length > 1 ? head[1] & 0xFF : -1;
        if (first == 0xFE && second == 0xFF || first == 0xFF && second == 0xFE) {
            return "UTF-16";
        }
        if (first == '<' && second == 0) {
            return "UTF-16LE";
        }
        if (first == 0 && second == '<') {
            return "UTF-16BE";
        }
        Matcher declared = DECLARED.matcher(new String(head, StandardCharsets.ISO_8859_1));
        return declared.find() ? declared.group(1) : "UTF-8";
    }
}

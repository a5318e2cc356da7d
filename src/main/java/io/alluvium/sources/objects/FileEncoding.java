package io.alluvium.sources.objects;

import io.alluvium.sources.objects.xml.XmlEncoding;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How the bytes of a file are text. Each character of UTF-16 within the basic plane takes two bytes, one of the others but
 * UTF-8 takes one, so that the place of a character in the file is known by counting.
 *
 * @param name as Java has it
 */
public record FileEncoding(String name) implements Serializable {
    private static final long serialVersionUID = 1L;

    public static final FileEncoding UTF_8 = new FileEncoding(StandardCharsets.UTF_8.name());

    /** As each document of XML says itself. */
    static final FileEncoding OF_XML = new FileEncoding("");

    private static final List<String> SHORT = List.of("latin1=ISO-8859-1", "latin-1=ISO-8859-1", "ansi=windows-1252");

    /** An encoding by any name that people and Java have for it; empty where it is none that files can be read in. */
    static Optional<FileEncoding> of(String written) {
        String wanted = SHORT.stream()
                .filter(pair -> pair.startsWith(written.toLowerCase(Locale.ROOT) + "="))
                .map(pair -> pair.substring(pair.indexOf('=') + 1))
                .findFirst()
                .orElse(written);
        try {
            Charset charset = Charset.forName(wanted);
            FileEncoding encoding = new FileEncoding(charset.name());
            boolean counted = encoding.isUtf8() || encoding.isUtf16() || isOneByte(charset);
            return counted ? Optional.of(encoding) : Optional.empty();
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return Optional.empty();
        }
    }

    private static boolean isOneByte(Charset charset) {
        return charset.canEncode() && charset.newEncoder().maxBytesPerChar() <= 1;
    }

    /**
     * The text in UTF-8; a {@link Utf8Text} where it is of another encoding.
     *
     * @throws UnsupportedEncodingException where a document says that it is in one that is not known
     */
    InputStream decoded(InputStream in) throws IOException {
        if (!equals(OF_XML)) {
            return isUtf8() ? in : new Utf8Text(in, this);
        }
        InputStream marked = new BufferedInputStream(in);
        marked.mark(XmlEncoding.HEAD);
        String said = XmlEncoding.of(marked.readNBytes(XmlEncoding.HEAD));
        marked.reset();
        return of(said).orElseThrow(() -> new UnsupportedEncodingException(said))
                .decoded(marked);
    }

    boolean isUtf8() {
        return name.equals(UTF_8.name);
    }

    private boolean isUtf16() {
        return name.startsWith("UTF-16");
    }

    Charset charset() {
        return Charset.forName(name);
    }

    /** The bytes that a unit of UTF-16 takes in the file. */
    int unitBytes() {
        return isUtf16() ? 2 : 1;
    }
}

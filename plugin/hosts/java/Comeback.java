// SPDX-License-Identifier: MIT
package org.comeback;

/**
 * Comeback for programs and scripts that run in a Java machine, of Java 8 and after it.
 *
 * <p>{@code System.load("/usr/lib/libcomeback.so.0")} is all that is needed at run time: the shared
 * object brings this class along. This file is for reading, and for compilers: a program in Java
 * compiles it in, and the natives are bound to its copy; BeanShell, Groovy and the like need not.
 *
 * <pre>
 * System.load("/usr/lib/libcomeback.so.0");
 * long shop = Comeback.open("/etc/comeback/comeback.ini");
 * if (shop &lt; 0)
 *     log(Comeback.error(0));
 * long sale = Comeback.begin(shop, "mypos", "T1-000123");
 * Comeback.set(sale, "total_minor", "4250");
 * Comeback.scan(sale, "HJ4K-7M2P-X9QD");                   // before payment
 * Comeback.look(sale);                                     // "discount_minor" is known now
 * Comeback.set(sale, "discount.applied_minor", "425");     // what was taken off
 * Comeback.finish(sale);                                   // after payment
 * String why = Comeback.get(sale, "why");
 * byte[] note = Comeback.slip(sale, "note");
 * Comeback.free(sale);
 * Comeback.close(shop);
 * </pre>
 *
 * <p>Fields, forms, statuses and times are those of comeback.h, which is the manual. What is of Java:
 * <ul>
 * <li>Nothing here throws, whatever it is given. A status below 0 says that it was not done.
 * <li>A handle is above 0. One that is 0, negative, closed, freed, of the other kind, or a sale that
 *     another thread has in a call, answers -1 (COMEBACK_ARGUMENT), and empty texts and bytes. At
 *     most 1,024 are held at once; the next answers -6 (COMEBACK_LIMIT).
 * <li>A shop may be used by many threads at once. It may be closed at any time: it ends with the last
 *     call on it and the last of its sales.
 * <li>Texts are Java's. Half a surrogate pair and U+0000 become U+FFFD. A null text is an empty one,
 *     a null name of a field, a form or a host is refused. No text is answered as null, and no bytes,
 *     but where memory is out.
 * <li>A text of more than 5,000 units is cut there, which no field takes.
 * </ul>
 */
public final class Comeback {
    private Comeback() {
    }

    /** Opens a shop; null takes $COMEBACK_CONFIG or the usual folders. Its handle, or a status. */
    public static native long open(String config);

    public static native int close(long shop);

    /** This thread's last failure with that shop; with 0, of open. */
    public static native String error(long shop);

    public static native String version();

    /** Prints what waits, on this thread, for at most so long. How many jobs ended, or a status. */
    public static native int drain(long shop, int timeoutMs);

    /** A sale's handle, or a status. ref may be null: set "ref" before finish. */
    public static native long begin(long shop, String host, String ref);

    public static native int set(long sale, String field, String text);

    /** sku, name and category may be null; the amount is the whole line's. */
    public static native int addItem(long sale, String sku, String name, String category,
                                     long quantityMilli, long amountMinor);

    /** On the item added last. */
    public static native int itemSet(long sale, String field, String text);

    public static native int scan(long sale, String code);

    public static native int look(long sale);

    public static native int finish(long sale);

    public static native int cancel(long sale);

    /** 0 unidentified or not yet known, 1 new, 2 repeat, 3 referral. */
    public static native int tag(long sale);

    /** A field of the answer; "" where there is none. "json" is all of them. */
    public static native String get(long sale, String field);

    /** A slip of the finished sale, of no bytes where it has none; ".text" and ".html" are UTF-8. */
    public static native byte[] slip(long sale, String form);

    public static native int free(long sale);

    /**
     * A code as a PNG, QR with its quiet zone, a module being 2 to 16 dots: for receipts that take
     * pictures and no ESC/POS. Of no bytes where the text is empty, or of more than 100 bytes.
     */
    public static native byte[] qr(String text, int moduleDots);
}

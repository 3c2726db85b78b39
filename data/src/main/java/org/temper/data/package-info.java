/**
 * From files to batches: readers of records and of text, their tokenization, and the order in which
 * an epoch goes through them.
 *
 * <p>Whatever is random derives from a seed and an index, so that the batches of any update can be
 * made without those before it.
 */
@NullMarked
package org.temper.data;

import org.jspecify.annotations.NullMarked;

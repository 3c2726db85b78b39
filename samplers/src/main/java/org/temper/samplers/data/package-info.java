/**
 * From files to batches: readers of records and of text, their tokenisation, and the order in which
 * an epoch goes through them.
 *
 * <p>Whatever is random derives from a seed and an index, so that the batches of any update can be
 * made without those before it.
 */
@NullMarked
package org.temper.samplers.data;

import org.jspecify.annotations.NullMarked;

/**
 * Preference optimization: one trainer for all losses of pairs, of texts and of items. See {@code
 * docs/algorithms/dpo.md} and {@code docs/algorithms/item-preferences.md}.
 */
@NullMarked
package org.temper.algorithms.preference;

import org.jspecify.annotations.NullMarked;

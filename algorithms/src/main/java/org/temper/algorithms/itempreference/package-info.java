/**
 * Preference optimization of recommenders: in a place of a user's history one item is preferred to
 * others. See {@code docs/algorithms/item-preferences.md}.
 */
@NullMarked
package org.temper.algorithms.itempreference;

import org.jspecify.annotations.NullMarked;

package org.temper.serving;

/**
 * An item and its logit.
 *
 * @param item its id in the catalog
 * @param score the inner product of the state and the item's vector, and its bias where there is
 *     one; higher is better
 */
public record ScoredItem(int item, float score) {}

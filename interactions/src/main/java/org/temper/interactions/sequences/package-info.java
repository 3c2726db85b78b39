/**
 * Users' events as the sequences that a recommender is trained and asked on: {@code
 * SequenceBatch}es of items with the side inputs that {@code ItemInputs} names.
 */
@NullMarked
package org.temper.interactions.sequences;

import org.jspecify.annotations.NullMarked;

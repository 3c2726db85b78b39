package org.temper.samplers.constraints;

import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;

/**
 * A completion that a search found.
 *
 * @param tokens its tokens, whole sequences
 * @param sequences the numbers of those sequences in the trie
 * @param logProb log-probability of the tokens after their prompt, a sum over them, as the search's
 *     {@link ConstrainedBeamSearch.Scoring} says
 */
public record Beam(ImmutableLongArray tokens, ImmutableIntArray sequences, double logProb) {}

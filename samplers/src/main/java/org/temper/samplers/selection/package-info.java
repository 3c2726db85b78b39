/**
 * What of sampled episodes is learned from: selections of candidates that can be chained, and pairs
 * of candidates for learning from preferences. Pure functions of the candidates and a seed.
 */
@NullMarked
package org.temper.samplers.selection;

import org.jspecify.annotations.NullMarked;

/** Confidence of a language model: numbers from 0 to 1 that an answer is correct. */
@NullMarked
package org.temper.evaluation.confidence;

import org.jspecify.annotations.NullMarked;

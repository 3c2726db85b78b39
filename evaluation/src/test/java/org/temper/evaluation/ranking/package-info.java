/** Tests of metrics, comparisons and popularities. */
@NullMarked
package org.temper.evaluation.ranking;

import org.jspecify.annotations.NullMarked;

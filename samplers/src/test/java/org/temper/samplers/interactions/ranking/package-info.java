/** Tests of metrics, comparisons and popularities. */
@NullMarked
package org.temper.samplers.interactions.ranking;

import org.jspecify.annotations.NullMarked;

/** What the recipes of recommenders share: their data, training, measuring and reporting. */
@NullMarked
package org.temper.examples.recommenders;

import org.jspecify.annotations.NullMarked;

/** Abstention: which answers to withhold, so that what is answered is wrong at a chosen rate. */
@NullMarked
package org.temper.evaluation.abstention;

import org.jspecify.annotations.NullMarked;

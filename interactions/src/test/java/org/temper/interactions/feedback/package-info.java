/** Tests of the simple predictors of feedback. */
@NullMarked
package org.temper.interactions.feedback;

import org.jspecify.annotations.NullMarked;

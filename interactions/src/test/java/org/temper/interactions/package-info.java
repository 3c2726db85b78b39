/** Tests of the log, its filters and its splits. */
@NullMarked
package org.temper.interactions;

import org.jspecify.annotations.NullMarked;
